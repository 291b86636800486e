// The dead letters with their errors and actions. All requests use the app's HTTP API.
import { dateTime, element, number, plural, table } from './format.js';
import { get, send } from './server.js';

const limit = 50;
const columns = [['Enqueued (UTC)'], ['Reasons'], ['Source'], ['Place'], ['Size', 'number'], ['Actions']];

export function makeDeadLetters(root) {
  const $ = id => root.getElementById(id);
  const [list, note, state, dialog] = [$('deadLetterList'), $('deadLetterNote'), $('deadLetterState'), $('deadLetter')];
  let shown = '';
  let opened = { id: '', body: '' };

  state.onchange = () => refresh();
  $('deadLetterClose').onclick = () => dialog.close();
  $('deadLetterReplay').onclick = () => act($('deadLetterResult'), () => replay(opened.id, correction()));
  $('deadLetterDiscard').onclick = () => act($('deadLetterResult'), () => discard(opened.id));
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
      showCount($('openDeadLetters'), page);
    const text = JSON.stringify(page);
    if (text !== shown)
      draw(page);
    shown = text;
  }

  // The table can be replaced while a user is using it, so the focus is restored afterwards.
  function draw({ value: deadLetters, nextLink }) {
    const focused = root.activeElement?.dataset?.id && { ...root.activeElement.dataset };
    if (deadLetters.length === 0)
      return list.replaceChildren(element('p', { className: 'empty', textContent: emptyText(state.value) }));
    list.replaceChildren(table('Dead letters', columns, deadLetters.map(rowOf)));
    if (nextLink)
      list.append(element('p', { className: 'note', textContent: `The newest ${limit} dead letters. The API returns older ones.` }));
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
    const deadLetter = await get(`api/dead-letters/${encodeURIComponent(id)}`);
    opened = { id, body: deadLetter.bodyEncoding === 'utf-8' ? pretty(deadLetter.body) : '' };
    $('deadLetterDetail').replaceChildren(detailOf(deadLetter));
    $('deadLetterBody').value = opened.body;
    $('deadLetterBody').placeholder = opened.body ? '' : `${number(deadLetter.bodyLength)} bytes that are not text`;
    $('deadLetterResult').textContent = '';
    $('deadLetterReplay').disabled = $('deadLetterDiscard').disabled = deadLetter.state !== 'Open';
    dialog.showModal();
    return '';
  }

  /** Returns a changed body. Returns undefined if the user has not changed the body, so that the stored bytes are published. */
  function correction() {
    const body = $('deadLetterBody').value;
    return body === opened.body ? undefined : body;
  }

  return { refresh };
}

function textOf({ status, message, errors }) {
  const parts = (errors ?? []).map(({ target, detail }) => `${target ?? ''} ${detail}`.trim());
  return status ? [message, ...parts].join(' ') : 'The stack cannot be reached.';
}

async function replay(id, body) {
  const deadLetter = await send('POST', `api/dead-letters/${encodeURIComponent(id)}/replay`, body);
  const events = plural(deadLetter.replayedEventIds?.length ?? 0, 'event');
  return `${events} published again. The dead letter is ${deadLetter.state} until the events are stored.`;
}

async function discard(id) {
  const why = new URLSearchParams({ by: 'board', note: 'Discarded on the board' });
  await send('DELETE', `api/dead-letters/${encodeURIComponent(id)}?${why}`);
  return 'Discarded. The body is retained.';
}

function rowOf(deadLetter) {
  const errors = errorsOf(deadLetter).map(({ field, detail }) => `${field}: ${detail}`).join('; ');
  return [
    dateTime(deadLetter.enqueuedAt),
    element('span', {}, deadLetter.reasons.join(', '), element('small', { className: 'below' }, errors)),
    deadLetter.source ?? '–',
    `partition ${deadLetter.partitionId}, ${deadLetter.sequenceNumber ?? '–'}`,
    `${number(deadLetter.bodyLength)} B`,
    element('span', { className: 'actions' }, ...actionsOf(deadLetter)),
  ];
}

function actionsOf({ id, state }) {
  const actions = state === 'Open' ? [['show', 'Show'], ['replay', 'Replay'], ['discard', 'Discard']] : [['show', 'Show']];
  return actions.map(([action, text]) =>
    element('button', { type: 'button', 'data-action': action, 'data-id': id, 'aria-label': `${text} ${id}` }, text));
}

function detailOf(deadLetter) {
  const properties = Object.keys(deadLetter.properties ?? {}).length > 0 ? JSON.stringify(deadLetter.properties) : '';
  const facts = [
    ['State', deadLetter.state], ['Id', deadLetter.id], ['Stage', deadLetter.stage], ['Source', deadLetter.source],
    ['Schema', deadLetter.schema], ['Attempts', deadLetter.attempts], ['Recorded', dateTime(deadLetter.recordedAt)],
    ['Properties', properties],
  ].filter(([, value]) => value !== undefined && value !== '');
  const errors = errorsOf(deadLetter).map(({ field, rule, detail }) =>
    element('li', {}, element('code', {}, field), ` ${detail} `, element('small', {}, rule)));
  const list = facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, String(value))]);
  return element('div', {}, element('ul', { className: 'errors' }, ...errors), element('dl', { className: 'facts' }, ...list));
}

/** Returns the errors as a list. A truncated list is stored as a string. */
function errorsOf({ faults }) {
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
  return state === 'Open' ? 'There are no open dead letters.' : `There are no dead letters with the state ${state}.`;
}

function showCount(badge, { value, nextLink }) {
  badge.hidden = value.length === 0;
  badge.textContent = `${value.length}${nextLink ? '+' : ''}`;
  badge.title = 'open';
}
