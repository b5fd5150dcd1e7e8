export { CellMap, type MapBand, type MapCell } from './cell-map.tsx'
export { CellGlyph, type CellMark } from './cell-shape.tsx'
export { MapLegend } from './legend.tsx'
