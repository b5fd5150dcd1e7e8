/**
 * Stands in for the project's env.py, and runs it. A project takes its database from alembic.ini, from the environment, from a
 * settings module: whichever it is, env.py's first database is led to the tenant's, and a second one is refused. Without this a
 * project that does not read `sqlalchemy.url` would migrate one and the same database for every tenant of a fleet.
 *
 * It also writes down the server's number of each session, so that what a killed alembic left running can be ended, and, in
 * `failure.json`, what env.py broke off with: the database's own code, the place in the revision, and how many changes of the revision
 * stay in the database (those since the version table was written last, for which no transaction stands).
 * Everything it knows, the password too, is in `target.json` beside it, which only this user can read, and which it removes as soon
 * as it has read it.
 */
export const guardScript = `import importlib.util
import json
import os
import re
import sys
import traceback

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.url import URL

folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "target.json"), encoding="utf-8") as stream:
    target = json.load(stream)
os.unlink(os.path.join(folder, "target.json"))

secret = ("password", "passwd")
places = ("host", "hostaddr", "port", "user", "username", "dbname", "database", "db", "dsn", "service", "passfile", "unix_socket") + secret
libpq = ("psycopg2", "psycopg2cffi", "psycopg", "psycopg_async")
led = None
known = []


def encrypted(dialect, tls):
    if tls["mode"] == "disable":
        return {}
    if dialect.driver in libpq:
        names = {"sslmode": tls["mode"], "sslrootcert": tls["ca"], "sslcert": tls["cert"], "sslkey": tls["key"], "hostaddr": target["address"]}
        if tls["ca"] is None and tls["mode"].startswith("verify"):
            names["sslrootcert"] = "system"
        return {name: value for name, value in names.items() if value is not None}
    if target["address"] is not None:
        raise RuntimeError("Provost cannot have the driver %s check the server's name through a tunnel" % dialect.driver)
    import ssl

    context = ssl.create_default_context(cafile=tls["ca"])
    context.check_hostname = tls["mode"] == "verify-full"
    context.verify_mode = ssl.CERT_NONE if tls["mode"] == "require" else ssl.CERT_REQUIRED
    if tls["cert"] is not None:
        context.load_cert_chain(tls["cert"], tls["key"])
    name = {"pg8000": "ssl_context", "asyncpg": "ssl", "pymysql": "ssl", "aiomysql": "ssl", "asyncmy": "ssl"}.get(dialect.driver)
    if name is None:
        raise RuntimeError("Provost cannot have the driver %s encrypt as this connection asks" % dialect.driver)
    return {name: context}


def limited(dialect, parameters):
    limits = sorted(target["limits"].items())
    if dialect.driver in libpq:
        return {"options": " ".join([parameters.get("options", "")] + ["-c %s=%s" % pair for pair in limits]).strip()}
    if dialect.driver == "asyncpg":
        return {"server_settings": dict(parameters.get("server_settings", {}), **{name: str(value) for name, value in limits})}
    if dialect.name in ("mysql", "mariadb") and limits and "init_command" not in parameters:
        return {"init_command": "set session " + ", ".join("%s = %s" % pair for pair in limits)}
    if dialect.name == "sqlite" and "timeout" not in parameters:
        return target["limits"]
    return {}


def place(dialect):
    if dialect.name == "sqlite":
        return [target["database"]], {}
    make = getattr(URL, "create", URL)
    parts = ("username", "password", "host", "port", "database")
    return dialect.create_connect_args(make(dialect.name, **{part: target[part] for part in parts}))


def lead(dialect, record, arguments, parameters):
    global led
    if target["offline"]:
        raise RuntimeError("env.py opens a database where only the SQL was asked for")
    if dialect.name not in target["dialects"]:
        raise RuntimeError("env.py opens a database of the kind %s; this target is %s" % (dialect.name, target["dialects"][0]))
    # The next session of an engine comes with what was put in for its first.
    if any(parameters is one for one in known):
        return
    own = repr((dialect.name, list(arguments), sorted((name, repr(value)) for name, value in parameters.items() if name not in secret)))
    if led is None:
        led = own
    if own != led:
        raise RuntimeError("env.py opens a second database; Provost migrates one at a time")
    found, wanted = place(dialect)
    arguments[:] = list(found)
    for name in places:
        parameters.pop(name, None)
    parameters.update({name: value for name, value in wanted.items() if name not in parameters})
    parameters.update(encrypted(dialect, target["tls"]))
    parameters.update(limited(dialect, parameters))
    known.append(parameters)


def remember(connection, record):
    question = {"postgresql": "select pg_backend_pid()", "mysql": "select connection_id()"}.get(target["dialects"][0])
    if question is None:
        return
    cursor = connection.cursor()
    cursor.execute(question)
    number = cursor.fetchone()[0]
    cursor.close()
    connection.rollback()
    with open(os.path.join(folder, "sessions"), "a", encoding="ascii") as stream:
        stream.write("%d\\n" % number)


reads = ("select", "show", "set", "pragma", "explain", "describe", "desc", "use", "savepoint", "release", "begin", "start")
rows = ("insert", "update", "delete", "replace")
kept = 0
pending = {}


def word_of(statement):
    text = re.sub(r"\\A(?:\\s|--[^\\n]*(?:\\n|\\Z)|/\\*.*?\\*/)+", "", statement, flags=re.S)
    return re.split(r"\\W", text.lower(), maxsplit=1)[0]


def committed(connection):
    global kept
    for kind in pending.pop(id(connection.info), ()):
        kept = 0 if kind == "version" else kept + 1


def rolled_back(connection):
    global kept
    changes = pending.pop(id(connection.info), ())
    # A table of MySQL may be of a kind that knows no transactions.
    if target["dialects"][0] == "mysql":
        kept += changes.count("change") if changes else 0


def stands_at_once(connection, word):
    if connection.dialect.name == "postgresql":
        return getattr(connection.connection, "autocommit", False) is True
    if connection.dialect.name == "sqlite":
        return getattr(connection.connection, "in_transaction", None) is False
    return word not in rows


def begins(connection, cursor, statement, parameters, context, many):
    # What changes a schema commits in MySQL before it begins, though it fails.
    if target["dialects"][0] == "mysql" and word_of(statement) not in reads + rows:
        committed(connection)


def ran(connection, cursor, statement, parameters, context, many):
    word = word_of(statement)
    if word in ("commit", "end"):
        committed(connection)
    of_version = target["version_table"] in statement
    if word in reads + ("commit", "end", "rollback") or (of_version and word not in rows):
        return
    pending.setdefault(id(connection.info), []).append("version" if of_version else "change")
    if stands_at_once(connection, word):
        committed(connection)


def code_of(error):
    first = error.args[0] if error.args else None
    if isinstance(first, dict):
        first = first.get("C")
    elif not isinstance(first, int) or target["dialects"][0] != "mysql":
        first = None
    named = [getattr(error, name, None) for name in ("sqlstate", "pgcode", "sqlite_errorname")]
    return next((str(one) for one in named + [first] if one is not None), None)


def write_failure(problem):
    cause = getattr(problem, "orig", None) or problem
    code = code_of(cause)
    message = str(cause.args[1]) if code is not None and len(cause.args) > 1 and isinstance(cause.args[0], int) else str(cause)
    place = revision = None
    for frame, line in traceback.walk_tb(problem.__traceback__):
        if frame.f_code.co_filename.startswith(tuple(target["versions"])):
            place = "%s, line %d" % (frame.f_code.co_filename, line)
            revision = frame.f_globals.get("revision", revision)
    statement = getattr(problem, "statement", None)
    told = {
        "kind": type(cause).__name__,
        "code": code,
        "message": message.strip(),
        "statement": statement if isinstance(statement, str) else None,
        "place": place,
        "revision": revision if isinstance(revision, str) else None,
        "kept": kept + (0 if target["dialects"][0] == "postgresql" else sum(changes.count("change") for changes in pending.values())),
    }
    with open(os.path.join(folder, "failure.json"), "w", encoding="utf-8") as stream:
        json.dump(told, stream)


event.listen(Engine, "do_connect", lead)
event.listen(Engine, "connect", remember)
event.listen(Engine, "before_cursor_execute", begins)
event.listen(Engine, "after_cursor_execute", ran)
event.listen(Engine, "commit", committed)
event.listen(Engine, "rollback", rolled_back)
DefaultDialect._has_events = True

sys.path[:0] = target["path"]
spec = importlib.util.spec_from_file_location("env_py", target["env"])
module = importlib.util.module_from_spec(spec)
try:
    spec.loader.exec_module(module)
except BaseException as problem:
    write_failure(problem)
    raise
`
