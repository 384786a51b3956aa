import type { TexToken } from '../lib/tex-tokens.ts'

/** The end of the command at `index` with its arguments in braces and brackets: `\cite[p.~3]{key}`. */
export function argumentsEnd(source: string, tokens: readonly TexToken[], index: number): number {
  const command = tokens[index] as TexToken
  if (command.kind === 'symbol') return command.end
  const optional = /^\[[^[\]\n$]{0,80}\](?=\{)/.exec(source.slice(command.end, command.end + 90))?.[0] ?? ''
  let end = command.end + optional.length
  for (let next = index + 1; next < tokens.length; next++) {
    const token = tokens[next] as TexToken
    if (token.start < end) continue
    const close = token.kind === 'open' && token.start === end ? tokens[token.partner] : undefined
    if (!close) break
    end = close.end
    next = token.partner
  }
  return end
}
