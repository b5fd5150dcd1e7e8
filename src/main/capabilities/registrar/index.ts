export { createRegistrarRouter, type RegistrarServices } from './registrar-router.ts'
