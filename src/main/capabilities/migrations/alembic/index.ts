export { looksLikeAlembic } from './project.ts'
export { withAncestors } from './revision-graph.ts'
export { type AlembicSource, readAlembicSource } from './source.ts'
export { alembicTool, isAlembic } from './tool.ts'
