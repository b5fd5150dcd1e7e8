import { ipcRenderer } from 'electron'
import { handOverOnce } from './hand-over.ts'

// All the page is given: its end of the bridge. It sees nothing of Electron.
handOverOnce(window, (channel, message, ports) => ipcRenderer.postMessage(channel, message, ports))
