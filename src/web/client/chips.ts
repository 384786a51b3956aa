import { KEYWORD_SEPARATOR } from '../../domain/keyword.ts'

/**
 * The keywords as chips: the textarea goes on holding them, a line each, but hidden; each change tells it so by an `input`
 * event. The visible input takes its id, so that the label and the links to an error lead there. Words and limits come
 * from the textarea's `data-chips` (chip-words.ts).
 */
export const CHIPS = String.raw`
function editAsChips(form, area) {
  const words = JSON.parse(area.dataset.chips)
  const { list, input, status, error } = chipEditor(area, words)

  const append = (keyword) => {
    const remove = make('button', { type: 'button', textContent: '×' })
    remove.setAttribute('aria-label', filled(words.remove, keyword))
    const chip = make('li', {}, make('span', { textContent: keyword }), remove)
    chip.dataset.keyword = keyword
    remove.addEventListener('click', () => {
      const neighbour = chip.nextElementSibling ?? chip.previousElementSibling
      chip.remove()
      const next = neighbour?.querySelector('button') ?? input
      next.focus()
      changed()
      say(filled(words.removed, keyword))
    })
    list.append(chip)
  }

  const changed = () => {
    area.value = keywordsOf(list).join('\n')
    area.dispatchEvent(new Event('input', { bubbles: true }))
    input.required = list.childElementCount === 0
    complain('')
  }

  const say = (sentence, visible = false) => {
    status.textContent = sentence
    status.classList.toggle('away', !visible)
  }

  const complain = (sentence) => {
    error.textContent = sentence
    if (sentence) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
  }

  // What is refused stays, to be corrected.
  const add = (text) => {
    const { added, known, refused, problem } = sorted(text, keywordsOf(list), words)
    input.value = refused.join(', ')
    added.forEach(append)
    known.forEach((keyword) => flash(chipOf(list, keyword)))
    if (added.length > 0) changed()
    complain(problem)
    if (added.length > 1) say(words.addedMany.replace('{count}', added.length))
    else if (added.length === 1) say(filled(words.added, added[0]))
    else say(known.length > 0 ? filled(words.twice, known[0]) : '', true)
  }

  const takeBack = () => {
    const chip = list.lastElementChild
    chip.remove()
    input.value = chip.dataset.keyword
    changed()
    say(filled(words.edited, chip.dataset.keyword))
  }

  // What is no chip yet goes along where nothing is checked, and stays for who comes back.
  const keep = () => {
    if (input.value !== '') area.value = [...keywordsOf(list), input.value].join('\n')
  }

  linesOf(area).forEach(append)
  input.required = list.childElementCount === 0
  takeTyping(form, { list, input }, { add, takeBack, complain, keep })
  addEventListener('pagehide', keep)
}

function chipEditor(area, words) {
  const label = document.querySelector('label[for=keywords]')
  const list = make('ul', { className: 'chips', translate: false })
  const input = make('input', { type: 'text', autocomplete: 'off', placeholder: words.add, enterKeyHint: 'enter' })
  const status = make('p', { className: 'quiet away' })
  const error = document.getElementById('keywords-error') ?? make('p', { className: 'error', id: 'keywords-error' })
  area.hidden = true
  area.required = false
  area.id = 'keywords-lines'
  label.id = 'keywords-label'
  list.setAttribute('role', 'list')
  list.setAttribute('aria-labelledby', 'keywords-label')
  input.id = 'keywords'
  input.setAttribute('autocapitalize', 'none')
  input.setAttribute('aria-label', words.add)
  input.setAttribute('aria-labelledby', 'keywords-label keywords')
  input.setAttribute('aria-describedby', 'keywords-hint keywords-error')
  if (area.hasAttribute('aria-invalid')) input.setAttribute('aria-invalid', 'true')
  status.setAttribute('role', 'status')
  error.setAttribute('role', 'alert')
  document.getElementById('keywords-hint').textContent = words.hint
  area.after(list, input, status, error)
  return { list, input, status, error }
}

function takeTyping(form, { list, input }, { add, takeBack, complain, keep }) {
  const typed = () => {
    if (SEPARATOR.test(input.value)) add(input.value)
    else if (input.value === '') complain('')
  }
  input.addEventListener('keydown', (event) => {
    // Enter and Backspace belong to the input method while it composes; 229 is how Safari tells.
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter') {
      event.preventDefault()
      if (input.value !== '') add(input.value)
    } else if (event.key === 'Backspace' && input.value === '' && list.lastElementChild && !event.repeat) {
      event.preventDefault()
      takeBack()
    }
  })
  input.addEventListener('input', (event) => event.isComposing || typed())
  input.addEventListener('compositionend', typed)
  input.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text').trim()
    // An input would make one line of several.
    if (!SEPARATOR.test(text)) return
    event.preventDefault()
    add(input.value.slice(0, input.selectionStart) + text + input.value.slice(input.selectionEnd))
  })
  input.addEventListener('blur', () => {
    // Not for another window's sake.
    const left = () => document.activeElement !== input && input.value !== '' && add(input.value)
    // A new row of chips would move the button that is being pressed from under the pointer, and no click would follow.
    if (document.querySelector(':active')) addEventListener('mouseup', () => setTimeout(left), { once: true })
    else setTimeout(left)
  })
  form.addEventListener('submit', (event) => {
    if (input.value !== '') add(input.value)
    if (event.submitter?.formNoValidate) return keep()
    if (input.value === '' && list.childElementCount > 0) return
    event.preventDefault()
    input.focus()
    input.reportValidity()
  })
}

const SEPARATOR = ${KEYWORD_SEPARATOR}

// Each keyword as the server would keep it: which are new, which are there already, and which it would not take.
function sorted(text, present, { longest, most, ...words }) {
  const found = { added: [], known: [], refused: [], problem: '' }
  for (const piece of text.split(SEPARATOR)) {
    const keyword = piece.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ').trim()
    const known = [...present, ...found.added].find((one) => one.toLowerCase() === keyword.toLowerCase())
    const problem =
      keyword.length > longest ? words.tooLong
      : !/[\p{L}\p{N}]/u.test(keyword) ? words.nothing
      : present.length + found.added.length >= most ? words.tooMany
      : ''
    if (keyword === '') continue
    if (known !== undefined) found.known.push(known)
    else if (problem === '') found.added.push(keyword)
    else {
      found.refused.push(keyword)
      found.problem ||= filled(problem, keyword.length > 40 ? keyword.slice(0, 40) + '…' : keyword)
    }
  }
  return found
}

function keywordsOf(list) {
  return [...list.children].map((chip) => chip.dataset.keyword)
}

function chipOf(list, keyword) {
  return [...list.children].find((chip) => chip.dataset.keyword === keyword)
}

function flash(chip) {
  chip.classList.add('again')
  chip.addEventListener('animationend', () => chip.classList.remove('again'), { once: true })
}

function filled(sentence, keyword) {
  return sentence.replace('{keyword}', () => keyword)
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}
`
