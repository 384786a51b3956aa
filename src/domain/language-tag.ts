/**
 * A language code of any provider (`spa`, `pt_BR`, `ZH-HANS`) as our own: BCP 47 in its canonical form, where `zh` is
 * Simplified Chinese. Null where it is no language code.
 */
export function languageTag(code: string): string | null {
  try {
    const [tag = ''] = Intl.getCanonicalLocales(code.replaceAll('_', '-'))
    return tag === 'zh-Hans' || tag === 'zh-CN' ? 'zh' : tag
  } catch {
    return null
  }
}
