/** `pt` of `pt-BR`. */
export function primarySubtag(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? ''
}

/** Whether a provider that lists these takes it: `pt` is taken where there is `pt-BR`, but no `zh-Hant` where there is `zh`. */
export function isAmong(languages: readonly string[], language: string): boolean {
  return languages.some(
    (one) => primarySubtag(one) === primarySubtag(language) && scriptCode(one) === scriptCode(language),
  )
}

/** ISO 15924, as CLDR supposes it: `Latn` of `es`, `Hans` of `zh`, `Jpan` of `ja`. */
export function scriptCode(language: string): string {
  return new Intl.Locale(language).maximize().script ?? 'Latn'
}

/** For a prompt: `Simplified Chinese`, `Spanish`. */
export function englishName(language: string): string {
  const tag = language === 'zh' ? 'zh-Hans' : language
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag
}

/** Whether blanks do not stand between its words. */
export function isWrittenSolid(language: string): boolean {
  return ['Hans', 'Hant', 'Jpan'].includes(scriptCode(language))
}

/** Whether what is no word of its own can't touch a word: not so in Korean (`$x$를`), Arabic or Chinese. */
export function isSetApart(language: string): boolean {
  return ['Latn', 'Cyrl', 'Grek'].includes(scriptCode(language))
}
