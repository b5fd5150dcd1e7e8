export { createDemoRouter, type DemoServices } from './demo/index.ts'
