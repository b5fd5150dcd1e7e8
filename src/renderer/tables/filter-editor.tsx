import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ColumnDescription, Filter, FilterOperator } from '#contract/tables.ts'
import { Act } from '../ui/index.ts'
import styles from './filter-editor.module.css'
import { filterFault, operatorsFor, operatorWord, valuesTaken } from './filter-words.ts'

interface FilterEditorProps {
  readonly columns: readonly ColumnDescription[]
  /** The filter to change; null for a new one. */
  readonly filter: Filter | null
  readonly onApply: (filter: Filter) => void
}

const examples: Partial<Record<ColumnDescription['kind'], string>> = {
  date: '2026-11-20',
  timestamp: '2026-11-20 14:30',
  time: '14:30',
}

interface ValuesProps {
  readonly column: ColumnDescription
  readonly operator: FilterOperator
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

const choicesOf = (column: ColumnDescription): readonly string[] | null =>
  column.enumValues ?? (column.kind === 'boolean' ? ['true', 'false'] : null)

function Values({ column, operator, values, onChange }: ValuesProps) {
  const taken = valuesTaken(operator)
  const example = examples[column.kind] ?? ''
  const choices = choicesOf(column)
  if (taken === 'none') return null
  if (choices !== null && taken === 'many')
    return (
      <div className={styles['choices']}>
        {choices.map((choice) => (
          <Checkbox
            key={choice}
            label={choice}
            checked={values.includes(choice)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...values, choice] : values.filter((value) => value !== choice))}
          />
        ))}
      </div>
    )
  if (choices !== null && taken === 'one')
    return (
      <Select
        label="Value"
        data={[...choices]}
        value={values[0] ?? null}
        onChange={(value) => onChange(value === null ? [] : [value])}
        comboboxProps={{ withinPortal: false }}
      />
    )
  if (taken === 'many')
    return (
      <Textarea
        label="Values, one a line"
        rows={4}
        value={values.join('\n')}
        onChange={(event) => onChange(event.currentTarget.value.split('\n'))}
        classNames={{ input: 'mono' }}
      />
    )
  const field = (index: number, label: string) => (
    <TextInput
      label={label}
      placeholder={example}
      value={values[index] ?? ''}
      spellCheck={false}
      data-autofocus={index === 0 || undefined}
      onChange={(event) => {
        const next = [...values]
        next[index] = event.currentTarget.value
        onChange(Array.from(next, (value) => value ?? ''))
      }}
    />
  )
  return taken === 'two' ? (
    <div className={styles['pair']}>
      {field(0, 'From')}
      {field(1, 'To')}
    </div>
  ) : (
    field(0, 'Value')
  )
}

/** One filter: a column, how it is compared, with what. The database compares, in the column's own type. */
export function FilterEditor({ columns, filter, onApply }: FilterEditorProps) {
  const usable = columns.filter((column) => column.hidden === null)
  const [name, setName] = useState(filter?.column ?? usable[0]?.name ?? '')
  const column = usable.find((one) => one.name === name) ?? usable[0]
  const [operator, setOperator] = useState<FilterOperator | null>(filter?.operator ?? null)
  const [values, setValues] = useState<readonly string[]>(filter?.values ?? [])
  if (column === undefined) return <p>No column of this table can be filtered by your role.</p>
  const operators = operatorsFor(column.kind)
  const chosen = operator !== null && operators.includes(operator) ? operator : (operators[0] ?? 'is-not-null')
  const taken = valuesTaken(chosen)
  const given =
    taken === 'none'
      ? []
      : taken === 'many'
        ? values.filter((value) => value !== '')
        : taken === 'two'
          ? values.slice(0, 2)
          : [values[0] ?? '']
  const fault = filterFault(chosen, given)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fault === null) onApply({ column: column.name, operator: chosen, values: [...given] })
  }
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Select
        label="Column"
        searchable
        data={usable.map((one) => one.name)}
        value={column.name}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(next) => {
          setName(next ?? column.name)
          setValues([])
        }}
      />
      <Select
        label="Is compared"
        data={operators.map((one) => ({ value: one, label: operatorWord(one, column.kind) }))}
        value={chosen}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(next) => setOperator(operators.find((one) => one === next) ?? chosen)}
      />
      <Values column={column} operator={chosen} values={values} onChange={setValues} />
      <div className={styles['acts']}>
        <Act type="submit" look="primary" whyNot={fault}>
          {filter === null ? 'Add filter' : 'Change filter'}
        </Act>
      </div>
    </form>
  )
}
