/** Where what stands in `systemd/` goes on a Debian machine; `units` are the files beside the folders. */
export const PLACES = {
  units: '/lib/systemd/system',
  'sysusers.d': '/usr/lib/sysusers.d',
  'tmpfiles.d': '/usr/lib/tmpfiles.d',
  'polkit-1': '/usr/share/polkit-1/rules.d',
} as const;

/** The folder of the program: a Node.js of its own, the bundles, and the native modules. */
export const PROGRAM = '/usr/lib/dmbootd';

export const isUnit = (name: string): boolean => /\.(service|socket)$/.test(name);

/** Where completions go, by the names that they are made under. */
export const COMPLETIONS = {
  'dmbootctl.bash': '/usr/share/bash-completion/completions/dmbootctl',
  'dmbootctl.fish': '/usr/share/fish/vendor_completions.d/dmbootctl.fish',
  _dmbootctl: '/usr/share/zsh/vendor-completions/_dmbootctl',
  'dmbootd.bash': '/usr/share/bash-completion/completions/dmbootd',
  'dmbootd.fish': '/usr/share/fish/vendor_completions.d/dmbootd.fish',
  _dmbootd: '/usr/share/zsh/vendor-completions/_dmbootd',
} as const;
