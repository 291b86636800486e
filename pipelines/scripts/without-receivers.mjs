// Removes the receivers of action groups from the what-if result on standard input, because their addresses contain keys.
import { text } from 'node:stream/consumers';

const receivers = /(^|\.)(webhookReceivers|logicAppReceivers)(\.|\[|$)/;

const visible = (key, value) => {
  if (receivers.test(key)) return undefined;
  return typeof value?.path === 'string' && receivers.test(value.path)
    ? { path: value.path, propertyChangeType: value.propertyChangeType }
    : value;
};

process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)), visible));
