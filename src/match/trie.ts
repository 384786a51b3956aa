/**
 * A compressed trie: each node is the longest text that all its keys begin with, so there are fewer than two nodes per
 * key, and a walk costs the length of what it reads, whatever the number of keys.
 */
export class Trie {
  readonly #keys: readonly string[]
  /** Per node: a key that runs through it, the length of text down to it, and the key that ends at it, or -1. */
  readonly #through: number[] = []
  readonly #depth: number[] = []
  readonly #ends: number[] = []
  readonly #edges: Edges

  /** @param keys ascending in UTF-16 order, none twice, none empty */
  constructor(keys: readonly string[]) {
    this.#keys = keys
    this.#edges = new Edges(keys.length * 2 + 1)
    const path = [this.#node(0, 0, -1)]
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string
      if (index > 0) this.#climb(path, sharedLength(keys[index - 1] as string, key), index)
      path.push(this.#node(index, key.length, index))
    }
    this.#climb(path, 0, 0)
  }

  /** Calls `found(key index, end offset)` for each key that `text` holds at `start`, the shortest first. */
  walk(text: string, start: number, found: (key: number, end: number) => void): void {
    let node = 0
    let at = start
    while (at < text.length) {
      const next = this.#edges.get(node, text.charCodeAt(at))
      if (next === -1) return
      const key = this.#keys[this.#through[next] as number] as string
      const depth = this.#depth[next] as number
      for (let i = at - start + 1; i < depth; i++) if (key.charCodeAt(i) !== text.charCodeAt(start + i)) return
      at = start + depth
      const ending = this.#ends[next] as number
      if (ending !== -1) found(ending, at)
      node = next
    }
  }

  /** Links the nodes of the last key's path that are deeper than `depth`; the path then ends in a node at `depth`. */
  #climb(path: number[], depth: number, through: number): void {
    while (this.#depthOf(path.at(-1)) > depth) {
      const child = path.pop() as number
      if (this.#depthOf(path.at(-1)) < depth) path.push(this.#node(through, depth, -1))
      const parent = path.at(-1) as number
      const key = this.#keys[this.#through[child] as number] as string
      this.#edges.set(parent, key.charCodeAt(this.#depth[parent] as number), child)
    }
  }

  #depthOf(node: number | undefined): number {
    return this.#depth[node as number] as number
  }

  #node(through: number, depth: number, ends: number): number {
    this.#through.push(through)
    this.#depth.push(depth)
    return this.#ends.push(ends) - 1
  }
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
}

/** (node, UTF-16 unit) to node: open addressing in flat arrays, an eighth of what a Map takes. */
class Edges {
  readonly #mask: number
  readonly #from: Int32Array
  readonly #unit: Uint16Array
  readonly #to: Int32Array

  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(most, 1) * 2))
    this.#mask = size - 1
    this.#from = new Int32Array(size).fill(-1)
    this.#unit = new Uint16Array(size)
    this.#to = new Int32Array(size)
  }

  set(from: number, unit: number, to: number): void {
    let slot = this.#slot(from, unit)
    while (this.#from[slot] !== -1) slot = (slot + 1) & this.#mask
    this.#from[slot] = from
    this.#unit[slot] = unit
    this.#to[slot] = to
  }

  /** -1 where there is none. */
  get(from: number, unit: number): number {
    for (let slot = this.#slot(from, unit); this.#from[slot] !== -1; slot = (slot + 1) & this.#mask)
      if (this.#from[slot] === from && this.#unit[slot] === unit) return this.#to[slot] as number
    return -1
  }

  #slot(from: number, unit: number): number {
    const mixed = Math.imul(from + 1, 0x9e3779b1) ^ Math.imul(unit + 1, 0x85ebca6b)
    return (mixed ^ (mixed >>> 15)) & this.#mask
  }
}
