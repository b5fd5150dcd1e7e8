import { useCallback, useEffect, useRef } from 'react'
import { problemOf } from '../bridge/index.ts'
import { toast } from './toast.tsx'

/** Tells by a notice what fails after the dialog that asked for it is gone, where nothing else would show it. Whether it was gone. */
export function useTellLate(): (error: unknown) => boolean {
  const there = useRef(false)
  useEffect(() => {
    there.current = true
    return () => {
      there.current = false
    }
  }, [])
  return useCallback((error) => {
    if (there.current) return false
    const { title, remedy } = problemOf(error)
    toast(title, { detail: remedy.join(' '), glyph: 'fail', tone: 'fail' })
    return true
  }, [])
}
