import { type Problem, ProvostError } from '#contract/errors.ts'
import type { TargetRehearsal } from '#contract/migrations.ts'
import { compareSchemas, type SchemaDifference, withScratch } from '../../../engines/index.ts'
import { onScratch, type ScratchServices, type ScratchSpec, schemaAt, scratchOptions, toldDifferences } from '../drift/index.ts'
import { engineMismatch } from '../engine-problem.ts'
import type { SelectedTarget } from '../select-targets.ts'
import type { MigrationSource } from '../sources/source.ts'
import { spelledOut } from '../spelled-out.ts'
import { toolOf } from '../tools.ts'

/** The difference a migration makes, told as what happens. */
const happening = (difference: SchemaDifference): SchemaDifference => {
  const { object, kind, expected, found } = difference
  const words = {
    missing: `The ${object} is added.`,
    unexpected: `The ${object} is dropped.`,
    different: `The ${object} changes from ${found} to ${expected}.`,
  }[kind]
  return { ...difference, words }
}

/** Applies what is pending to a clone of one target, and tells what that does to its schema, or what the real run would meet. */
export const rehearseTarget = async (
  services: ScratchServices,
  target: SelectedTarget,
  source: MigrationSource,
  to: string | null,
  spec: ScratchSpec & { readonly waived: readonly string[] },
): Promise<TargetRehearsal> => {
  const begun = performance.now()
  const { record, config } = target
  let shortfall: string | null = null
  const told = (error: ProvostError | null): Problem | null =>
    error === null ? null : spelledOut(error.toJSON(), { target: target.target, source })
  const outcome = (more: Pick<TargetRehearsal, 'ok' | 'applied' | 'differences' | 'problem'>): TargetRehearsal => ({
    ...target.target,
    ...more,
    shortfall,
    ms: Math.round(performance.now() - begun),
  })
  try {
    const mismatch = engineMismatch(target, source)
    if (mismatch !== null) throw mismatch
    return await withScratch(config, scratchOptions(services, target, spec), 'clone', async (scratch) => {
      shortfall = scratch.shortfall
      const place = { record, config: scratch.config }
      const before = await schemaAt(services, place, spec)
      let applied: readonly string[] = []
      let problem: ProvostError | null = null
      try {
        applied = await onScratch(services, target, scratch.config, source, spec, (work) => toolOf(source.tool).apply(work, to))
      } catch (error) {
        if (spec.signal.aborted || !(error instanceof ProvostError)) throw error
        problem = error
      }
      const after = await schemaAt(services, place, spec)
      const differences = toldDifferences(compareSchemas(config.engine, after, before).map(happening))
      return outcome({ ok: problem === null, applied: [...applied], differences, problem: told(problem) })
    })
  } catch (error) {
    if (spec.signal.aborted || !(error instanceof ProvostError)) throw error
    return outcome({ ok: false, applied: [], differences: [], problem: told(error) })
  }
}
