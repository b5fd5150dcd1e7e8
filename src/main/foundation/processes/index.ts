export { type ChildHandle, type StartChild, startNodeChild } from './node-child.ts'
export { RequestChild, type RequestOptions } from './request-child.ts'
