// Dead letters: why each was not stored, and what can be done. Everything goes through the app's HTTP API.
import { dateTime, element, number, plural, table } from './format.js';
import { get, send } from './server.js';

const limit = 50;
const columns = [['Enqueued (UTC)'], ['Reasons'], ['Source'], ['Place'], ['Size', 'number'], ['Actions']];

export function makeLetters(root) {
  const $ = id => root.getElementById(id);
  const [list, note, state, dialog] = [$('letterList'), $('letterNote'), $('letterState'), $('letter')];
  let shown = '';
  let opened = { id: '', body: '' };

  state.onchange = () => refresh();
  $('letterClose').onclick = () => dialog.close();
  $('letterReplay').onclick = () => act($('letterResult'), () => replay(opened.id, correction()));
  $('letterDiscard').onclick = () => act($('letterResult'), () => discard(opened.id));
  list.onclick = event => {
    const button = event.target.closest('button');
    if (button)
      take(button.dataset.action, button.dataset.id);
  };

  async function refresh() {
    let page;
    try {
      page = await get(`api/dead-letters?state=${state.value}&limit=${limit}`);
    } catch (error) {
      shown = '';
      list.replaceChildren(element('p', { className: 'empty', textContent: textOf(error) }));
      return;
    }
    if (state.value === 'Open')
      showCount($('openLetters'), page);
    const text = JSON.stringify(page);
    if (text !== shown)
      draw(page);
    shown = text;
  }

  // The table is replaced while a person may be using it, so the focus is restored afterwards.
  function draw({ value: letters, nextLink }) {
    const focused = root.activeElement?.dataset?.id && { ...root.activeElement.dataset };
    if (letters.length === 0)
      return list.replaceChildren(element('p', { className: 'empty', textContent: emptyText(state.value) }));
    list.replaceChildren(table('Dead letters', columns, letters.map(rowOf)));
    if (nextLink)
      list.append(element('p', { className: 'note', textContent: `The newest ${limit}; the API has the others.` }));
    if (focused)
      list.querySelector(`button[data-action="${focused.action}"][data-id="${CSS.escape(focused.id)}"]`)?.focus();
  }

  function take(action, id) {
    switch (action) {
      case 'show': return act(note, () => show(id));
      case 'replay': return act(note, () => replay(id));
      default: return act(note, () => discard(id));
    }
  }

  async function act(output, task) {
    output.textContent = 'Working …';
    output.dataset.level = '';
    try {
      output.textContent = await task();
      output.dataset.level = 'good';
    } catch (error) {
      output.textContent = textOf(error);
      output.dataset.level = 'bad';
    }
    await refresh();
  }

  async function show(id) {
    const letter = await get(`api/dead-letters/${encodeURIComponent(id)}`);
    opened = { id, body: letter.bodyEncoding === 'utf-8' ? pretty(letter.body) : '' };
    $('letterDetail').replaceChildren(detailOf(letter));
    $('letterBody').value = opened.body;
    $('letterBody').placeholder = opened.body ? '' : `${number(letter.bodyLength)} bytes that are not text`;
    $('letterResult').textContent = '';
    $('letterReplay').disabled = $('letterDiscard').disabled = letter.state !== 'Open';
    dialog.showModal();
    return '';
  }

  /** The body as a person has changed it; otherwise the stored one is published, byte by byte. */
  function correction() {
    const body = $('letterBody').value;
    return body === opened.body ? undefined : body;
  }

  return { refresh };
}

function textOf({ status, message, errors }) {
  const parts = (errors ?? []).map(({ target, detail }) => `${target ?? ''} ${detail}`.trim());
  return status ? [message, ...parts].join(' ') : 'The stack cannot be reached.';
}

async function replay(id, body) {
  const letter = await send('POST', `api/dead-letters/${encodeURIComponent(id)}/replay`, body);
  const events = plural(letter.replayedEventIds?.length ?? 0, 'event');
  return `${events} published again. The dead letter is ${letter.state} until they are stored.`;
}

async function discard(id) {
  const why = new URLSearchParams({ by: 'board', note: 'Discarded on the board' });
  await send('DELETE', `api/dead-letters/${encodeURIComponent(id)}?${why}`);
  return 'Discarded. The body is retained.';
}

function rowOf(letter) {
  const faults = faultsOf(letter).map(({ field, detail }) => `${field}: ${detail}`).join('; ');
  return [
    dateTime(letter.enqueuedAt),
    element('span', {}, letter.reasons.join(', '), element('small', { className: 'below' }, faults)),
    letter.source ?? '–',
    `partition ${letter.partitionId}, ${letter.sequenceNumber ?? '–'}`,
    `${number(letter.bodyLength)} B`,
    element('span', { className: 'actions' }, ...actionsOf(letter)),
  ];
}

function actionsOf({ id, state }) {
  const actions = state === 'Open' ? [['show', 'Show'], ['replay', 'Replay'], ['discard', 'Discard']] : [['show', 'Show']];
  return actions.map(([action, text]) =>
    element('button', { type: 'button', 'data-action': action, 'data-id': id, 'aria-label': `${text} ${id}` }, text));
}

function detailOf(letter) {
  const properties = Object.keys(letter.properties ?? {}).length > 0 ? JSON.stringify(letter.properties) : '';
  const facts = [
    ['State', letter.state], ['Id', letter.id], ['Stage', letter.stage], ['Source', letter.source], ['Schema', letter.schema],
    ['Attempts', letter.attempts], ['Recorded', dateTime(letter.recordedAt)], ['Properties', properties],
  ].filter(([, value]) => value !== undefined && value !== '');
  const faults = faultsOf(letter).map(({ field, rule, detail }) =>
    element('li', {}, element('code', {}, field), ` ${detail} `, element('small', {}, rule)));
  const list = facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, String(value))]);
  return element('div', {}, element('ul', { className: 'faults' }, ...faults), element('dl', { className: 'facts' }, ...list));
}

/** A list of faults that had to be cut is a text. */
function faultsOf({ faults }) {
  return Array.isArray(faults) ? faults : [{ field: '', rule: '', detail: String(faults) }];
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function emptyText(state) {
  return state === 'Open' ? 'No dead letters: no event waits for a decision.' : `No dead letter is ${state}.`;
}

function showCount(badge, { value, nextLink }) {
  badge.hidden = value.length === 0;
  badge.textContent = `${value.length}${nextLink ? '+' : ''}`;
  badge.title = 'open';
}
