import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { physicalTop, type Scale, virtualTop } from './row-window.ts'

export interface Viewport {
  /** Where the rows stand, in px from the first one. */
  readonly top: number
  readonly left: number
  readonly width: number
  readonly height: number
}

/** Sideways, what is drawn changes in steps of this many px. */
const stepLeft = 40

interface Options {
  readonly scroller: RefObject<HTMLElement | null>
  readonly scale: Scale
  readonly rowHeight: number
  readonly headHeight: number
}

/** What of the rows is in view. On an unscaled table it changes only as rows come and go: the browser scrolls by itself. */
export function useViewport({ scroller, scale, rowHeight, headHeight }: Options) {
  const [viewport, setViewport] = useState<Viewport>({ top: 0, left: 0, width: 0, height: 0 })
  /** The exact place of a scaled table: the scroll bar is too coarse to hold it. */
  const exact = useRef<{ readonly top: number; readonly scrollTop: number } | null>(null)
  const scaled = scale.physical !== scale.virtual

  const measure = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    const height = Math.max(0, element.clientHeight - headHeight)
    const held = exact.current
    const top =
      scaled && held !== null && Math.abs(held.scrollTop - element.scrollTop) < 1.5
        ? held.top
        : virtualTop(scale, element.scrollTop, height)
    const next = {
      top: scaled ? top : Math.floor(top / rowHeight) * rowHeight,
      left: Math.floor(element.scrollLeft / stepLeft) * stepLeft,
      width: element.clientWidth,
      height,
    }
    setViewport((before) =>
      before.top === next.top && before.left === next.left && before.width === next.width && before.height === next.height ? before : next,
    )
  }, [scroller, scale, scaled, rowHeight, headHeight])

  /** Moves the rows to a place of their own. */
  const scrollRows = useCallback(
    (top: number) => {
      const element = scroller.current
      if (element === null) return
      const height = Math.max(0, element.clientHeight - headHeight)
      const wanted = Math.max(0, Math.min(top, scale.virtual - height))
      element.scrollTop = physicalTop(scale, wanted, height)
      exact.current = { top: wanted, scrollTop: element.scrollTop }
      measure()
    },
    [scroller, scale, headHeight, measure],
  )

  useLayoutEffect(measure, [measure])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [scroller, measure])
  useEffect(() => {
    const element = scroller.current
    if (element === null || !scaled) return
    // One step of the wheel would skip many rows on the scaled bar, so it moves the rows themselves.
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
      event.preventDefault()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1
      const from = exact.current ?? {
        top: virtualTop(scale, element.scrollTop, element.clientHeight - headHeight),
        scrollTop: element.scrollTop,
      }
      const at =
        Math.abs(from.scrollTop - element.scrollTop) < 1.5
          ? from.top
          : virtualTop(scale, element.scrollTop, element.clientHeight - headHeight)
      scrollRows(at + event.deltaY * lines)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [scroller, scaled, scale, rowHeight, headHeight, scrollRows])

  return { viewport, scrollRows }
}
