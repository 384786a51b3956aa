import type { Paper } from '../src/domain/paper.ts'

/** Distinct keywords of one to three words, from the papers themselves and numbered ones beyond. */
export function phrases(papers: readonly Paper[], count: number): string[] {
  const found = new Set<string>(['reinforcement learning', 'diffusion policy', 'RAG', 'large language model'])
  for (const { title } of papers) {
    const words = title.split(/[^A-Za-z]+/).filter((word) => word.length > 2)
    for (let i = 0; i < words.length; i++)
      for (const length of [1, 2, 3]) if (i + length <= words.length) found.add(words.slice(i, i + length).join(' '))
  }
  const list = [...found]
  const own = list.length
  for (let i = 0; list.length < count; i++) list.push(`${list[i % own]} ${i}`)
  return list.slice(0, count)
}
