export { contentSecurityPolicy, securityHeaders } from './content-security-policy.ts'
export { builtPageDirectory, openPageFiles, type PageFile, type PageFiles } from './page-files.ts'
