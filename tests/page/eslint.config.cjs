// What the page's sources may ask of a browser: no syntax, no built-in object and no interface that Chromium 79 (December 2019) does not have.
'use strict';
const compat = require('eslint-plugin-compat');
const esx = require('eslint-plugin-es-x');

const later = Object.fromEntries([2020, 2021, 2022, 2023, 2024, 2025].reduce(
  (all, year) => all.concat(Object.entries(esx.configs[`flat/no-new-in-es${year}`].rules)), []));
// Chromium has had the first since before 79. Methods of iterators and sets cannot be told from those of arrays and of our own, of the same names;
// `at` is looked for below, where it is called.
const KNOWN = /^es-x\/no-(bigint|global-this|promise-all-settled|string-prototype-matchall|export-ns-from|iterator-prototype-.*|set-prototype-.*|(array|string)-prototype-at)$/;
for (const name of Object.keys(later)) if (KNOWN.test(name)) delete later[name];

/** Of the DOM: younger than Chromium 79, by the name of the method or property. */
const YOUNGER = ['replaceChildren', 'showPicker', 'checkVisibility', 'inert', 'popover', 'showPopover', 'onscrollend', 'getInnerHTML', 'setHTML',
  'moveBefore', 'togglePopover', 'canParse', 'getHTML', 'startViewTransition', 'requestVideoFrameCallback', 'attachInternals', 'scrollIntoViewIfNeeded'];

module.exports = [{
  files: ['**/*.js'],
  languageOptions: {
    ecmaVersion: 2019,
    sourceType: 'module',
    globals: Object.fromEntries(['document', 'window', 'fetch', 'navigator', 'location', 'history'].map(name => [name, 'readonly'])),
  },
  plugins: { compat, 'es-x': esx },
  settings: { browsers: ['chrome 79', 'firefox 115'], 'es-x': { aggressive: true } },
  rules: Object.assign({}, later, {
    'compat/compat': 'error',
    'no-restricted-syntax': ['error', ...YOUNGER.map(name => ({
      selector: `MemberExpression[property.name='${name}']`,
      message: `Chromium 79 has no “${name}”.`,
    })), {
      selector: "CallExpression > MemberExpression.callee[property.name='at']",
      message: 'Chromium 79 has no “at” of arrays and strings.',
    }, {
      selector: "MemberExpression[object.name='Object'][property.name='hasOwn']",
      message: 'Chromium 79 has no “Object.hasOwn”.',
    }, {
      selector: "MemberExpression[object.name='AbortSignal']",
      message: 'Chromium 79 has neither AbortSignal.timeout nor AbortSignal.any.',
    }, {
      selector: "MemberExpression[object.name='crypto'][property.name='randomUUID']",
      message: 'Chromium 79 has no “crypto.randomUUID”.',
    }],
  }),
}];
