import { KEYWORD_MODES, type KeywordLine, splitKeywords } from '../domain/keyword.ts'
import type { SettingsDictionary } from '../lib/i18n/settings-en.ts'

/** A keyword as it stands in the form, whether or not it can be saved. */
export type KeywordField = Exclude<KeywordLine, string>

interface KeywordRowsProps {
  keywords: readonly KeywordField[]
  /** Lines to be added. */
  added: string
  error: string | undefined
  words: SettingsDictionary
}

/**
 * The list, a row for each keyword. Moving and removing are buttons that send the form, and answer with it changed and
 * not yet saved; the script does the same in place.
 */
export function KeywordRows({ keywords, added, error, words }: KeywordRowsProps) {
  return (
    <fieldset id="keywords" tabindex={-1} aria-describedby={`keywords-hint${error ? ' keywords-error' : ''}`}>
      <legend>{words.keywordsTitle}</legend>
      <p class="quiet" id="keywords-hint">
        {words.keywordsHint}
      </p>
      {error && (
        <p class="error" id="keywords-error">
          {error}
        </p>
      )}
      <ol class="keywords" data-keywords>
        {keywords.map((keyword, index) => (
          <Row keyword={keyword} number={index + 1} words={words} />
        ))}
      </ol>
      <p class="notice unsaved" data-unsaved role="status">
        {words.notSavedYet}
      </p>
      <div class="field">
        <label for="added">{words.addLabel}</label>
        <p class="quiet" id="added-hint">
          {words.addHint}
        </p>
        <textarea
          id="added"
          name="added"
          rows={3}
          autocapitalize="none"
          autocomplete="off"
          aria-describedby="added-hint"
        >
          {added}
        </textarea>
      </div>
    </fieldset>
  )
}

function Row({ keyword, number, words }: { keyword: KeywordField; number: number; words: SettingsDictionary }) {
  const button = (action: 'up' | 'down' | 'remove', sign: string) => (
    <button class="sign" type="submit" name="action" value={`${action}:${number}`} aria-label={words[action](number)}>
      {sign}
    </button>
  )
  return (
    <li>
      <input
        type="text"
        name="keyword[]"
        value={keyword.text}
        aria-label={words.keywordLabel(number)}
        autocapitalize="none"
        autocomplete="off"
      />
      <select name="mode[]" aria-label={words.modeLabel(number)}>
        {KEYWORD_MODES.map((mode) => (
          <option value={mode} selected={mode === keyword.mode}>
            {words.modes[mode]}
          </option>
        ))}
      </select>
      <span class="signs">
        {button('up', '↑')}
        {button('down', '↓')}
        {button('remove', '×')}
      </span>
    </li>
  )
}

/**
 * The rows as they were sent, emptied ones too, and the lines to add behind them. One that is in the list already, and
 * paused, is searched for from now on.
 */
export function readKeywords(body: Record<string, unknown>): KeywordField[] {
  const modes = texts(body['mode[]'])
  const rows = texts(body['keyword[]']).map((text, index) => ({ text, mode: modes[index] ?? 'search' }))
  for (const text of texts(body.added).flatMap(splitKeywords)) {
    const paused = rows.find((row) => row.mode === 'paused' && folded(row.text) === folded(text))
    if (paused) paused.mode = 'search'
    else rows.push({ text, mode: 'search' })
  }
  return rows
}

function folded(text: string): string {
  return text.trim().toLowerCase()
}

/** Without the emptied rows, which are to go. */
export function withoutEmpty(keywords: readonly KeywordField[]): KeywordField[] {
  return keywords.filter(({ text }) => text.trim() !== '')
}

/**
 * What a row's button asks for: the list with that row moved or gone. Null for any other button.
 * @param action `up:2`, `down:2` or `remove:2`
 */
export function rearranged(keywords: readonly KeywordField[], action: string): KeywordField[] | null {
  const [, verb, number] = /^(up|down|remove):(\d{1,3})$/.exec(action) ?? []
  if (verb === undefined) return null
  const index = Number(number) - 1
  const rest = keywords.filter((_, i) => i !== index)
  const moved = keywords[index]
  if (verb === 'remove' || moved === undefined) return rest
  return rest.toSpliced(Math.max(0, verb === 'up' ? index - 1 : index + 1), 0, moved)
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}
