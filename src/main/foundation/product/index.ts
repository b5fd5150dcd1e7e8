import packageFile from '../../../../package.json' with { type: 'json' }

/** The version of this Provost, as its package says. */
export const productVersion: string = packageFile.version
