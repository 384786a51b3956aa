import type { AppError } from '../domain/errors.ts'
import { AlikeKeywords, isContrary } from '../domain/keyword.ts'
import type { Dictionary } from '../lib/i18n/en.ts'

const FIELDS = [
  'email',
  'keywords',
  'language',
  'hour',
  'timezone',
  'weekday',
  'pause',
  'translation',
  'show',
  'abstracts',
] as const
export type FieldName = (typeof FIELDS)[number]

/** By field; `form` is about the whole. */
export type FieldErrors = Partial<Record<FieldName | 'form', string>>

export type SignUpWords = Dictionary['signUp']

/** From the lines of a refused form (`email: …`) to sentences beside the fields. */
export function fieldErrors({ message, cause }: AppError, words: SignUpWords): FieldErrors {
  const found = message.split('\n').flatMap((line): [FieldName, string][] => {
    const [, name, text = ''] = /^(\w+): (.*)$/u.exec(line) ?? []
    const field = FIELDS.find((known) => known === name)
    if (!field) return []
    return [[field, field === 'keywords' ? keywordsError({ message: text, cause }, words) : words.errors[field](text)]]
  })
  return found.length > 0 ? Object.fromEntries(found) : { form: message }
}

/** What is wrong with a list of keywords. */
export function keywordsError({ message, cause }: Pick<AppError, 'message' | 'cause'>, words: SignUpWords): string {
  if (!(cause instanceof AlikeKeywords)) return words.errors.keywords(message)
  return cause.pairs
    .map((pair) => {
      const [first, later] = pair
      return isContrary(pair)
        ? words.errors.contrary(first.text, later.text)
        : words.errors.alike(first.text, later.text)
    })
    .join(' ')
}

/** What is wrong, with links to where. */
export function ErrorLinks({ errors }: { errors: FieldErrors }) {
  return (
    <ul>
      {FIELDS.filter((field) => errors[field]).map((field) => (
        <li>
          <a href={`#${field}`}>{errors[field]}</a>
        </li>
      ))}
    </ul>
  )
}
