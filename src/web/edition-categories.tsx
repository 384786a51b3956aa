import { type CategoryCount, type EditionFigures, firstSeenCount } from '../domain/edition-counts.ts'
import type { Language } from '../domain/subscriber.ts'
import { Bar, fullest, Key } from './charts.tsx'
import { figure } from './figures.ts'
import { publicWords } from './public-words.ts'

/** Of the categories that stand elsewhere, as many are shown at once; the rest unfolds. */
const ELSEWHERE = 8

/** The categories whose feeds are read come first: they are what a reader can expect papers from. */
export function Categories({ edition, language }: { edition: EditionFigures; language: Language }) {
  const { edition: words, editions: labels } = publicWords(language)
  const isRead = ({ code }: CategoryCount) =>
    edition.feeds.some(({ category }) => category === code || code.startsWith(`${category}.`))
  const elsewhere = edition.categories.filter((count) => !isRead(count))
  const rest = elsewhere.slice(ELSEWHERE)
  const groups = [
    { title: words.readHere, counts: edition.categories.filter(isRead) },
    { title: words.elsewhere, counts: elsewhere.slice(0, ELSEWHERE) },
  ].filter(({ counts }) => counts.length > 0)
  const most = fullest(edition.categories)
  return (
    <section>
      <h2>{words.categoriesTitle}</h2>
      <p class="quiet">
        {words.categoriesText}
        <Key fresh={labels.new} crossed={labels.cross} />
      </p>
      <CategoryTable groups={groups} most={most} language={language} />
      {rest.length > 0 && (
        <details>
          <summary>
            {words.more(rest.length, figure(rest.reduce((sum, count) => sum + firstSeenCount(count), 0)))}
          </summary>
          <CategoryTable groups={[{ title: words.elsewhere, counts: rest }]} language={language} />
        </details>
      )}
    </section>
  )
}

interface CategoryTableProps {
  groups: readonly { title: string; counts: readonly CategoryCount[] }[]
  /** Of the longest bar; without it there are none, as they would be too short to be told from each other. */
  most?: number
  language: Language
}

function CategoryTable({ groups, most, language }: CategoryTableProps) {
  const { edition: words, editions: labels } = publicWords(language)
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">{words.categoryLabel}</th>
          <th scope="col">{labels.new}</th>
          <th scope="col">{labels.cross}</th>
        </tr>
      </thead>
      {groups.map(({ title, counts }) => (
        <tbody>
          <tr>
            <th scope="rowgroup" colspan={3}>
              {title}
            </th>
          </tr>
          {counts.map((count) => (
            <tr>
              <th scope="row">
                <Category code={count.code} language={language} />
                {most !== undefined && <Bar counted={count} most={most} />}
              </th>
              <td>{figure(count.new)}</td>
              <td>{figure(count.cross)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}

function Category({ code, language }: { code: string; language: Language }) {
  const name = publicWords(language).categoryName(code)
  return (
    <>
      {code} {name !== undefined && <small>{name}</small>}
    </>
  )
}
