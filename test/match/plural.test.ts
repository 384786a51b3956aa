import { describe, expect, it } from 'vitest'
import { isAcronymPlural, singular } from '../../src/match/plural.ts'

const stem = (word: string) => singular(word.toLowerCase(), isAcronymPlural(word))

describe('singular and plural are one word', () => {
  it.each(
    `policy policies, LLM LLMs, llm llms, LLM LLMS, GAN GANs, GP GPs, RL RLs, T5 T5s, VLA VLAs, GPU GPUs, gpu gpus, menu menus,
    ReLU ReLUs, API APIs, api apis, class classes, process processes, box boxes, index indexes, index indices, matrix matrices,
    vertex vertices, vortex vortices, simplex simplices, axis axes, analysis analyses, hypothesis hypotheses,
    synthesis syntheses, thesis theses, diagnosis diagnoses, crisis crises, corpus corpora, corpus corpuses,
    criterion criteria, phenomenon phenomena, automaton automata, optimum optima, spectrum spectra, stimulus stimuli,
    cache caches, niche niches, batch batches, search searches, mesh meshes, hash hashes, size sizes, prize prizes, base bases,
    database databases, case cases, phase phases, loss losses, bias biases, alias aliases, gas gases, virus viruses, bus buses,
    status statuses, lens lenses, use uses, cause causes, response responses, pulse pulses, hero heroes, echo echoes,
    video videos, shoe shoes, movie movies, cookie cookies, tie ties, body bodies, half halves, life lives, leaf leaves,
    curve curves, primitive primitives, metric metrics, topic topics, critic critics, heuristic heuristics, rubric rubrics,
    characteristic characteristics, agent agents, schema schemas, schema schemata, formula formulas, formula formulae,
    area areas, quiz quizzes, array arrays, child children, radius radii, ratio ratios, rag rags, map maps`
      .split(',')
      .map((pair) => pair.trim().split(/\s+/) as [string, string]),
  )('%s and %s', (one, many) => {
    expect(stem(many)).toBe(stem(one))
  })
})

describe('different words stay different', () => {
  it.each(
    `semantic semantics, dynamic dynamics, robotic robotics, physic physics, new news, ga gas, wa was, it its, clas class,
    statu status, thi this, len lens, basi basis, bia bias, chao chaos, serie series, specie species, A As, I Is, 1980 1980s,
    base basis, matric matrix, bu bus, do does`
      .split(',')
      .map((pair) => pair.trim().split(/\s+/) as [string, string]),
  )('%s and %s', (one, other) => {
    expect(stem(other)).not.toBe(stem(one))
  })
})

it.each(['series', 'species', 'news', 'analysis', 'virus', 'gas', 'pass', 'semantics'])(
  '%s is its own stem',
  (word) => {
    expect(stem(word)).toBe(word)
  },
)

it('case does not count, but in the shape of an acronym', () => {
  expect(stem('POLICIES')).toBe(stem('policies'))
  expect(stem('gps')).toBe('gps')
  expect(stem('GPS')).toBe('gps')
  expect(stem('GPs')).toBe('gp')
})
