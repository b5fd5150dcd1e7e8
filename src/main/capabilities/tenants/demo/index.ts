export { createDemoCampus, type DemoCampus, type DemoOptions } from './create-demo-campus.ts'
export { createDemoRouter, type DemoServices } from './demo-router.ts'
