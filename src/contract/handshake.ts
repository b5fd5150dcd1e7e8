/**
 * The one message of the desktop's handshake: the page posts it to itself with a port, the preload hands the port on to the
 * main process under the same name. Everything after it is the bridge.
 */
export const bridgeHandshake = 'provost:bridge'
