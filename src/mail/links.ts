import { AppError, shown } from '../domain/errors.ts'
import { abstractUrl, pdfUrl } from '../domain/paper.ts'

/** The abstract page, whatever an id may hold: no feed's text ever becomes an address of its own. */
export function arxivPage(id: string): string {
  return abstractUrl(pathOf(id))
}

export function arxivPdf(id: string): string {
  return pdfUrl(pathOf(id))
}

/**
 * The only way into an `href` for a URL that is not arXiv's.
 * @throws AppError `invalid` for anything but http and https
 */
export function webLink(url: string): string {
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol))
    throw new AppError('invalid', `"${shown(url)}" can't be a link in a mail: only http and https URLs can`)
  return url
}

/** The slash of old-style ids (`hep-th/9901001`) stays. */
function pathOf(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/')
}
