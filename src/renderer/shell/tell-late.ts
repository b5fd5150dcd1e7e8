import { useCallback, useEffect, useRef } from 'react'
import { problemOf } from '../bridge/index.ts'
import { toast } from './toast.tsx'

/** Tells by a notice what fails after the dialog that asked for it is gone: nothing else would show it. */
export function useTellLate(): (error: unknown) => void {
  const there = useRef(false)
  useEffect(() => {
    there.current = true
    return () => {
      there.current = false
    }
  }, [])
  return useCallback((error) => {
    if (there.current) return
    const { title, remedy } = problemOf(error)
    toast(title, { detail: remedy.join(' '), glyph: 'fail', tone: 'fail' })
  }, [])
}
