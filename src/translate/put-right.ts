import { addressesOf } from './held-spans.ts'

/** What arXiv's listing pages, and so translations made of them, have for each link. */
const STAND_IN = /\s*(?:\bthis|这个|该|此|這個|此個)\s*https?\s*(?:URL|网址|網址|链接|連結|地址)/gi
const SENTENCE_END = /[。！？]|[.!?](?=\s|$)/

/**
 * A translation with the source's links in the place of "this https URL". Only where it is sure which stands where: there
 * are as many as links, and where there are several, each has a sentence of its own in both texts. Else it stays as it
 * is, and is found to miss them.
 */
export function withAddresses(source: string, translation: string): string {
  const addresses = addressesOf(source)
  const missing = addresses.filter((address) => !translation.includes(address))
  const found = [...translation.matchAll(STAND_IN)]
  if (found.length === 0 || missing.length !== addresses.length || found.length !== addresses.length) return translation
  const places = found.map(({ index, 0: text }) => [index, index + text.length] as const)
  if (!standApart(translation, places) || !standApart(source, placesOf(addresses, source))) return translation

  const inOrder = addresses.values()
  return translation
    .replace(STAND_IN, () => ` ${inOrder.next().value} `)
    .replace(/(?<=https?:\/\/\S+) (?=[\s,，。、；：）)]|$)/g, '')
    .trim()
}

function placesOf(addresses: readonly string[], source: string): (readonly [start: number, end: number])[] {
  let from = 0
  return addresses.map((address) => {
    const start = source.indexOf(address, from)
    from = start + address.length
    return [start, from] as const
  })
}

/** Whether a sentence ends between each two. */
function standApart(text: string, places: readonly (readonly [start: number, end: number])[]): boolean {
  return places.slice(1).every(([start], index) => SENTENCE_END.test(text.slice(places[index]?.[1], start)))
}

/** Commands whose argument is a key, not words. */
const KEYED = /\\(?:[cC]ite[a-z]*|(?:eq|c|C|auto)?ref|label)\*?\{[^{}]*\}/g

/** A translation whose citations and references have the source's keys: where they are as many and of the same kinds. */
export function withCommands(source: string, translation: string): string {
  const [there, here] = [source.match(KEYED) ?? [], translation.match(KEYED) ?? []]
  const kinds = (commands: readonly string[]) => commands.map((command) => command.split('{')[0]).join(' ')
  // Of several that are all alike nobody can tell which is which.
  if (there.length === 0 || kinds(there) !== kinds(here) || (there.length > 1 && new Set(there).size > 1))
    return translation
  const inOrder = there.values()
  return translation.replace(KEYED, () => inOrder.next().value ?? '')
}
