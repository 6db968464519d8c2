import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readContainerCommand } from '../../src/engines/container-command.ts'

const read = (container: object, meant?: 'vllm' | 'sglang') => readContainerCommand(container, 'c', meant)
const brief = (container: object) => {
  const { engine, model, args, opaque, launches } = read(container)
  return { engine, model: model?.text, args: args.map(({ text }) => text), opaque: opaque?.why, launches }
}
const shell = (text: string, more: object = {}) => brief({ command: ['sh', '-c', text], ...more })

const told = {
  engine: 'vllm',
  model: 'a/b',
  args: ['--tensor-parallel-size', '2'],
  opaque: undefined,
  launches: true,
}
const sglang = { ...told, engine: 'sglang', args: ['--tp', '2'] }

describe('a list of words', () => {
  it.each<[string, object]>([
    ['vllm serve', { command: ['vllm', 'serve', 'a/b', '--tensor-parallel-size', '2'] }],
    ['by path', { command: ['/opt/venv/bin/vllm', 'serve'], args: ['a/b', '--tensor-parallel-size', '2'] }],
    [
      'arguments in args, program and all',
      { image: 'rocm/vllm:x', args: ['vllm', 'serve', 'a/b', '--tensor-parallel-size', '2'] },
    ],
    [
      'the module',
      {
        command: ['python3', '-m', 'vllm.entrypoints.openai.api_server'],
        args: ['--model', 'a/b', '--tensor-parallel-size', '2'],
      },
    ],
    [
      'the module, unbuffered, as one option',
      {
        command: [
          'python3.12',
          '-u',
          '-mvllm.entrypoints.openai.api_server',
          '--model=a/b',
          '--tensor-parallel-size',
          '2',
        ],
      },
    ],
    [
      'the script of the module',
      {
        command: [
          'python',
          '/app/vllm/vllm/entrypoints/openai/api_server.py',
          '--model',
          'a/b',
          '--tensor-parallel-size',
          '2',
        ],
      },
    ],
    [
      'the entry point of the image',
      { image: 'vllm/vllm-openai-rocm:v0.33.0', args: ['--model', 'a/b', '--tensor-parallel-size', '2'] },
    ],
    [
      'the model behind arguments',
      { image: 'vllm/vllm-openai-rocm:v0.33.0', args: ['--tensor-parallel-size', '2', 'a/b'] },
    ],
    [
      'wrapped',
      {
        command: [
          '/usr/bin/tini',
          '-g',
          '--',
          'env',
          'A=1',
          'numactl',
          '-m',
          '0',
          'vllm',
          'serve',
          'a/b',
          '--tensor-parallel-size',
          '2',
        ],
      },
    ],
    ['in a shell', { command: ['/bin/bash', '-lc', 'vllm serve a/b --tensor-parallel-size 2'] }],
    [
      'in a shell, the string in args',
      { command: ['bash', '-o', 'pipefail', '-ec'], args: ['vllm serve a/b --tensor-parallel-size 2'] },
    ],
    [
      'in a shell, arguments behind the script',
      { command: ['sh', '-c', 'exec vllm serve "$@"', '--'], args: ['a/b', '--tensor-parallel-size', '2'] },
    ],
    [
      'in a shell in a shell',
      { command: ['bash', '-c', "exec bash -lc 'vllm serve a/b --tensor-parallel-size 2'"] },
    ],
  ])('vLLM: %s', (_, container) => {
    expect(brief(container)).toEqual(told)
  })

  it.each<[string, object]>([
    [
      'the module',
      { command: ['python3', '-m', 'sglang.launch_server', '--model-path', 'a/b', '--tp', '2'] },
    ],
    ['sglang serve', { command: ['sglang', 'serve', '--model-path=a/b', '--tp', '2'] }],
    [
      'underscores',
      { command: ['python3', '-m', 'sglang.launch_server', '--model_path', 'a/b', '--tp', '2'] },
    ],
    [
      'the entry point of the image',
      { image: 'registry.local/sglang-server:v0.5.16', args: ['--model-path', 'a/b', '--tp', '2'] },
    ],
  ])('SGLang: %s', (_, container) => {
    expect(brief(container)).toEqual(sglang)
  })

  it('passes over the subcommand of images whose entry point is the program alone', () => {
    const args = ['serve', 'a/b', '--tensor-parallel-size', '2']
    expect(brief({ image: 'registry.local/vllm:v0.33.0', args })).toEqual(told)
  })

  it.each([
    ['rocm/vllm:rocm7.0.0_vllm_0.11.2', ['--model', 'a/b', '--tensor-parallel-size', '2'], told],
    ['lmsysorg/sglang:v0.5.16-rocm720-mi30x', ['--model-path', 'a/b', '--tp', '2'], sglang],
    [undefined, ['--model-path=a/b', '--tp', '2'], sglang],
  ])('starts nothing with arguments alone where the image has no entry point: %s', (image, args, same) => {
    expect(brief({ image, args })).toEqual({ ...same, launches: false })
  })

  it('tells a model that nobody can see from none', () => {
    const env = [{ name: 'MODEL', valueFrom: { configMapKeyRef: {} } }]
    expect(read({ command: ['vllm', 'serve', '$(MODEL)'], env }).modelUnseen).toBe(true)
    expect(read({ command: ['vllm', 'serve', '--seed=1'] }).modelUnseen).toBeUndefined()
  })

  it('takes a word behind a switch for the model, and the value of an argument for none', () => {
    expect(brief({ command: ['vllm', 'serve', '--enable-prefix-caching', 'a/b'] }).model).toBe('a/b')
    expect(
      brief({ command: ['vllm', 'serve', '--served-model-name', 'x', 'y', '--dtype', 'half'] }).model,
    ).toBeUndefined()
  })

  it('knows where every word stands', () => {
    const { args, model } = read({ command: ['vllm', 'serve', 'a/b'], args: ['--dtype', 'half'] })
    expect(model).toEqual({
      text: 'a/b',
      path: 'c.command[2]',
      place: { list: 'command', index: 2, start: 0, end: 3, shell: false },
    })
    expect(args.map(({ path }) => path)).toEqual(['c.args[0]', 'c.args[1]'])
  })

  it('reads arguments without a program as those of whoever is meant, and starts nothing', () => {
    expect(brief({ args: ['--dtype', 'half'] })).toMatchObject({ launches: false, args: ['--dtype', 'half'] })
    expect(read({ args: ['--model-path', 'a/b'] }, 'sglang')).toMatchObject({
      engine: 'sglang',
      model: { text: 'a/b' },
    })
  })

  it('tells the engine of an image that is left to its own command', () => {
    expect(read({ image: 'rocm/vllm:latest' })).toMatchObject({
      written: false,
      launches: false,
      engine: 'vllm',
    })
    expect(read({})).toEqual({ written: false, launches: false, args: [], env: [] })
  })
})

describe('a shell string', () => {
  it.each([
    ['quotes', `vllm serve "a/b" '--tensor-parallel-size' $'2'`],
    ['continued lines', 'vllm serve a/b \\\n    --tensor-parallel-size \\\n  2'],
    [
      'commands before and behind',
      'set -eux; cd /x && ls -la | wc -l; vllm serve a/b --tensor-parallel-size 2 2>&1 | tee /log',
    ],
    ['the background', 'vllm serve a/b --tensor-parallel-size 2 >/log 2>&1 &\nwait $!'],
    ['comments', '# vllm serve c/d\nvllm serve a/b --tensor-parallel-size 2 # --dtype half'],
    ['a variable', 'MODEL=a/b; vllm serve $MODEL --tensor-parallel-size 2'],
    ['a list in a variable', 'ARGS="--tensor-parallel-size 2"\nvllm serve a/b $ARGS'],
    ['a variable with a default', `vllm serve a/b --tensor-parallel-size \${TP:-2}`],
    [
      'a condition before it',
      'if [ -d /models ]; then ls /models; fi; exec vllm serve a/b --tensor-parallel-size 2',
    ],
    ['inside a condition', 'while true; do vllm serve a/b --tensor-parallel-size 2; sleep 1; done'],
    ['in brackets', '(vllm serve a/b --tensor-parallel-size 2)'],
    ['set positional words', 'set -- --tensor-parallel-size 2; vllm serve a/b "$@"'],
  ])('is read with %s', (_, text) => {
    expect(shell(text)).toEqual(told)
  })

  it('sees the environment of the container', () => {
    const env = [
      { name: 'SIZE', value: '2' },
      { name: 'ARGS', value: '--tensor-parallel-size $(SIZE)' },
    ]
    expect(shell('vllm serve a/b $ARGS', { env })).toEqual(told)
    expect(shell(`vllm serve a/b --tensor-parallel-size "\${SIZE}"`, { env })).toEqual(told)
    expect(shell('vllm serve a/b $(ARGS)', { env })).toEqual(told)
  })

  it('keeps what is one word one word', () => {
    expect(shell(`vllm serve a/b --override-generation-config '{"a": 1}'`).args).toEqual([
      '--override-generation-config',
      '{"a": 1}',
    ])
    expect(shell('A="x y"; vllm serve a/b --served-model-name "$A"').args).toEqual([
      '--served-model-name',
      'x y',
    ])
  })

  it('exports what the engine gets, and what stands in front of it', () => {
    const { env } = read({
      command: ['sh', '-c', 'export VLLM_A=1; B=2; C=3 vllm serve a/b'],
      env: [{ name: 'D', value: '4' }],
    })
    expect(env.map(({ name, value }) => `${name}=${value}`)).toEqual(['D=4', 'VLLM_A=1', 'C=3'])
  })

  it('knows where in the string a word stands', () => {
    const text = 'vllm serve a/b --dtype "half"'
    const [, value] = read({ command: ['sh', '-c', text] }).args
    expect(text.slice(value?.place?.start, value?.place?.end)).toBe('"half"')
  })
})

describe('what cannot be seen', () => {
  it.each<[string, object, RegExp]>([
    [
      'a configuration file',
      { command: ['vllm', 'serve', '--config', '/etc/vllm.yaml'] },
      /from \/etc\/vllm\.yaml/,
    ],
    [
      'a configuration file of SGLang',
      { command: ['python3', '-m', 'sglang.launch_server', '--config=/a.yaml'] },
      /from \/a\.yaml/,
    ],
    [
      'a value from elsewhere',
      {
        command: ['vllm', 'serve', 'a/b', '-tp', '$(TP)'],
        env: [{ name: 'TP', valueFrom: { configMapKeyRef: {} } }],
      },
      /\$\(TP\)/,
    ],
    ['a variable nobody sets', { command: ['sh', '-c', 'vllm serve a/b $MORE'] }, /\$MORE/],
    ['the output of a command', { command: ['sh', '-c', 'vllm serve a/b -tp $(nproc)'] }, /\$\(nproc\)/],
    ['a branch', { command: ['sh', '-c', 'A=1; if x; then A=2; fi; vllm serve a/b -tp $A'] }, /\$A/],
    ['a script', { command: ['bash', '/start.sh'] }, /"bash \/start\.sh"/],
    ['another program', { command: ['sleep', 'infinity'] }, /"sleep infinity"/],
    ['an image nobody knows', { image: 'registry.example/server:1', args: ['--model', 'a/b'] }, /image does/],
    ['two engines', { command: ['sh', '-c', 'vllm serve a/b & vllm serve c/d'] }, /several engines/],
    [
      'a command line longer than anybody writes',
      { command: ['vllm', 'serve', ...Array(300).fill('--x')] },
      /300 words/,
    ],
    ['an open quote', { command: ['sh', '-c', 'vllm serve "a/b'] }, /quote/],
    [
      'a function with arguments of its own',
      { command: ['sh', '-c', 'run() { vllm serve a/b -tp "$1"; }; run 4'] },
      /\$1/,
    ],
    ['a function', { command: ['bash', '-c', 'function run {\nvllm serve a/b "$@"\n}\nrun -tp 4'] }, /\$@/],
    ['a here-document', { command: ['sh', '-c', 'cat <<EOF > f\nx\nEOF\nvllm serve a/b'] }, /<</],
  ])('%s', (_, container, why) => {
    const { opaque } = read(container)
    expect(opaque?.why).toMatch(why)
    expect(opaque?.path).toMatch(/^c\.(command|args)\[\d\]$/)
  })

  it('is no matter where it decides nothing', () => {
    expect(shell('vllm serve $MODEL --port $PORT --api-key "$(cat /key)"')).toMatchObject({
      launches: true,
      opaque: undefined,
    })
  })
})

describe('what is made to be slow', () => {
  const env = [
    { name: 'A0', value: 'x'.repeat(1000) },
    ...Array.from({ length: 40 }, (_, i) => ({ name: `A${i + 1}`, value: `$(A${i})$(A${i})` })),
  ]
  it.each<[string, object]>([
    ['variables that double', { command: ['sh', '-c', 'vllm serve $A40'], env }],
    [
      'shell variables that double',
      { command: ['sh', '-c', `A=${'x'.repeat(1000)};${'A=$A$A;'.repeat(60)}vllm serve $A`] },
    ],
    ['brackets that never close', { command: ['sh', '-c', '$('.repeat(60_000)] }],
    ['a shell string of a megabyte', { command: ['sh', '-c', 'vllm serve "$A" '.repeat(60_000)] }],
    ['a wrapper of wrappers', { command: Array(50_000).fill('env') }],
    ['a python of pythons', { command: Array(50_000).fill('python3') }],
  ])('%s: is not seen, and quickly so', (_, container) => {
    expect(read(container).args.length).toBeLessThan(5)
    expect(read(container).model).toBeUndefined()
  })
})

describe('any JSON', () => {
  const words = fc.constantFrom(
    'sh',
    '-c',
    'vllm',
    'serve',
    '--config',
    '"',
    "'",
    '$(',
    '`',
    '${',
    '$A',
    '\\',
    '<<',
    '|',
    'a/b',
    'python3',
    '-m',
    '&&',
    '(',
  )
  const texts = fc.oneof(
    words,
    fc.string(),
    fc.array(words, { maxLength: 8 }).map((some) => some.join(' ')),
  )

  it('is read without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (container) => {
        expect(read(container as object).args).toBeInstanceOf(Array)
      }),
    )
    fc.assert(
      fc.property(
        fc.array(texts),
        fc.array(texts),
        fc.array(fc.record({ name: texts, value: texts })),
        (command, args, env) => {
          const result = read({ command, args, env })
          for (const { place, text } of result.args)
            expect([typeof text, place?.index !== -1]).toEqual(['string', true])
        },
      ),
    )
  })
})

describe('one list of arguments', () => {
  const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
  const value = fc
    .stringMatching(/^[\w .,:{}"'$/-]{1,12}$/)
    .filter((text) => !text.includes('$(') && !/^-/.test(text) && text.trim() === text)
  const args = fc
    .array(fc.tuple(fc.constantFrom('--served-model-name', '--dtype', '--seed', '--hf-overrides'), value), {
      maxLength: 5,
    })
    .map((pairs) => pairs.flatMap(([flag, text]) => [`${flag}=${text}`]))

  it('reads the same in every form', () => {
    const kubernetes = (words: readonly string[]) => words.map((word) => word.replaceAll('$', '$$$$'))
    fc.assert(
      fc.property(args, (list) => {
        const line = kubernetes([`exec vllm serve a/b ${list.map(quote).join(' ')}`])
        const forms = [
          { command: ['vllm', 'serve', 'a/b', ...kubernetes(list)] },
          { image: 'vllm/vllm-openai-rocm:v0.33.0', args: ['--model', 'a/b', ...kubernetes(list)] },
          {
            command: ['python3', '-m', 'vllm.entrypoints.openai.api_server'],
            args: [...kubernetes(list), '--model=a/b'],
          },
          { command: ['sh', '-c'], args: line },
          {
            command: ['sh', '-c', 'vllm serve "$@"'.replaceAll('$', '$$$$'), '-'],
            args: ['a/b', ...kubernetes(list)],
          },
        ]
        for (const form of forms)
          expect(brief(form)).toMatchObject({ engine: 'vllm', model: 'a/b', args: list })
      }),
    )
  })
})
