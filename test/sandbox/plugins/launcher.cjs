#!/usr/bin/env node
// Runs the bundle beside this file, from code that V8 has compiled before: the engine waits for each plugin's start, and
// compiling is half of it. The code is kept by the first run, once what a run needs has been compiled.
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const vm = require("node:vm");

const bundle = `${__filename}.js`;
const cache = `${__filename}.${process.version}.cache`;

function compiled() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

const cachedData = compiled();
const source = `(function (exports, require, module) {${readFileSync(bundle, "utf8")}\n})`;
const script = new vm.Script(source, { filename: bundle, cachedData });
script.runInThisContext()(exports, require, module);

if (cachedData === undefined || script.cachedDataRejected) {
  setTimeout(() => {
    const partial = `${cache}.${process.pid}.partial`;
    writeFileSync(partial, script.createCachedData());
    renameSync(partial, cache);
  }, 1000).unref();
}
