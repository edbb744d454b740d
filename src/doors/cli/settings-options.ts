import type { Command } from 'commander';
import type { Options } from '#doors/cli/settings-given';
import { settings } from '#doors/cli/settings-table';

/** Gives a command all settings as options. */
export function addSettings(command: Command): Command {
  for (const { name, env, value, otherwise, meaning } of settings) command.option(`--${name} ${value}`, `${meaning} (default: ${otherwise}; or $${env})`);
  return command;
}

/** The settings among the options that Commander read, which it names in camel case. */
export function settingsAmong(options: Readonly<Record<string, unknown>>): Options {
  return Object.fromEntries(settings.map(({ name }) => [name, options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]]).filter(([, value]) => typeof value === 'string'));
}
