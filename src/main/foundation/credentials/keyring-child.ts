import { answerRequests } from '../processes/index.ts'
import { type KeyringRequest, keyringService } from './keyring-messages.ts'

/**
 * A process of its own around the system's keychain: a call may hang without end (a locked keychain whose window nobody
 * answers), and then only SIGKILL ends it. The asynchronous entry, so that this process still hears when its parent is gone.
 */
answerRequests(async (message) => {
  const request = message as KeyringRequest
  const { AsyncEntry } = await import('@napi-rs/keyring')
  // Pinned: where there is no Secret Service the library would take the kernel's keyring without a word, which forgets at logout.
  const entry = new AsyncEntry(keyringService, request.key, { linux: { store: 'secret-service' } })
  switch (request.act) {
    case 'get':
      return (await entry.getPassword()) ?? null
    case 'set':
      return entry.setPassword(request.secret)
    case 'delete':
      return entry.deletePassword()
    case 'try':
      await entry.setPassword(request.secret)
      if ((await entry.getPassword()) !== request.secret) throw new Error('The keychain gave back something else than was stored.')
      return entry.deletePassword()
  }
})
