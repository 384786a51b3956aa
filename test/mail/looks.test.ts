import { describe, expect, it } from 'vitest'
import { DARK, LIGHT } from '../../src/lib/design-tokens.ts'
import { digestTemplates } from '../../src/mail/templates.ts'

describe('the colours', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('of the %s scheme can be read by everyone (WCAG AA)', (_, { paper, ink, muted, accent, tint }) => {
    for (const colour of [ink, muted, accent]) expect(contrast(colour, paper)).toBeGreaterThanOrEqual(4.5)
    for (const colour of [ink, accent]) expect(contrast(colour, tint)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('the templates', () => {
  it('are compiled once for the process', () => {
    expect(digestTemplates()).toBe(digestTemplates())
  })
})

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
