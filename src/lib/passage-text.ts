import { rightToLeftText } from './bidi.ts'
import type { Passage } from './entry-text.ts'
import { languageLooks } from './language-looks.ts'
import { markedText, readableText } from './marked-text.ts'

/** A title or an abstract as plain text, which holds nothing but its characters to say where it runs. */
export function passageText({ source, language }: Passage): string {
  return languageLooks(language).dir === 'rtl' ? rightToLeftText(markedText(source, [])) : readableText(source)
}
