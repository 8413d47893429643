import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createUsageMeter } from './meter.ts';
import { usageProtocols } from './protocols.ts';
import { tokensRead } from './tokens.ts';

const count = fc.nat(1_000_000);
type Protocol = keyof typeof usageProtocols;

/** A usage as the providers of a protocol count it, and the total that they say or would say. */
const usages: Readonly<Record<Protocol, fc.Arbitrary<{ usage: object; total: number }>>> = {
  openai: fc
    .tuple(count, count, count, count, count, fc.boolean())
    .map(([input, cached, put, said, thought, beside]) => {
      const prompt_tokens = input + cached + put;
      const completion_tokens = beside ? said : said + thought;
      const total = prompt_tokens + said + thought;
      return {
        total,
        usage: {
          prompt_tokens,
          completion_tokens,
          total_tokens: total,
          prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: put, audio_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: thought, accepted_prediction_tokens: 0 },
        },
      };
    }),
  responses: fc.tuple(count, count, count, count, count).map(([input, cached, put, said, thought]) => {
    const [input_tokens, output_tokens] = [input + cached + put, said + thought];
    const total = input_tokens + output_tokens;
    return {
      total,
      usage: {
        input_tokens,
        output_tokens,
        total_tokens: total,
        input_tokens_details: {
          cached_tokens: cached,
          cache_write_tokens: put,
          cache_write_tokens_details: { ttl_12h_tokens: put, ttl_30m_tokens: 0 },
        },
        output_tokens_details: { reasoning_tokens: thought },
      },
    };
  }),
  anthropic: fc.tuple(count, count, count, count, count).map(([input, cached, put, said, thought]) => ({
    total: input + cached + put + said + thought,
    usage: {
      input_tokens: input,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: put,
      cache_creation: { ephemeral_5m_input_tokens: put, ephemeral_1h_input_tokens: 0 },
      output_tokens: said + thought,
      output_tokens_details: { thinking_tokens: thought },
      server_tool_use: { web_search_requests: 3 },
      service_tier: 'standard',
      inference_geo: null,
    },
  })),
  google: fc.tuple(count, count, count, count, count).map(([input, cached, tools, said, thought]) => {
    const total = input + cached + tools + said + thought;
    return {
      total,
      usage: {
        promptTokenCount: input + cached,
        cachedContentTokenCount: cached,
        toolUsePromptTokenCount: tools,
        candidatesTokenCount: said,
        thoughtsTokenCount: thought,
        totalTokenCount: total,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: input }],
        trafficType: 'ON_DEMAND',
      },
    };
  }),
};

describe('what a provider counts', () => {
  for (const protocol of Object.keys(usages) as Protocol[]) {
    it(`adds up to its own total, and every count has a meaning: ${protocol}`, () => {
      fc.assert(
        fc.property(usages[protocol], ({ usage, total }) => {
          const counted = createUsageMeter(usageProtocols[protocol])(usage);
          if (counted === undefined) return assert.fail('nothing was counted');
          const { tokens, faults } = counted;
          assert.equal(tokensRead(tokens) + tokens.output, total);
          assert.ok(tokens.reasoning <= tokens.output);
          assert.deepEqual(faults, []);
        }),
      );
    });
  }

  it('is not counted twice where the cache is in the input, and in full where it is beside it', () => {
    const openai = createUsageMeter(usageProtocols.openai);
    const anthropic = createUsageMeter(usageProtocols.anthropic);
    const cached = { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 90 } };
    assert.deepEqual(openai(cached)?.tokens, { input: 10, cacheRead: 90, cacheWrite: 0, output: 10, reasoning: 0 });
    const beside = { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 10 };
    assert.deepEqual(anthropic(beside)?.tokens, { input: 10, cacheRead: 90, cacheWrite: 0, output: 10, reasoning: 0 });
  });

  it('is told when it has no known meaning, or does not add up', () => {
    const meter = () => createUsageMeter(usageProtocols.openai);
    const { faults } = meter()({ prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: { smell_tokens: 4 } })!;
    assert.deepEqual(faults, ['the count prompt_tokens_details.smell_tokens has no known meaning']);
    const wrong = meter()({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 130 })!;
    assert.deepEqual(wrong.faults, ['the total is 130, its parts are 110']);
  });

  it('is the largest of what it says in one answer, and nothing when it says nothing', () => {
    const meter = createUsageMeter(usageProtocols.anthropic);
    assert.equal(meter(undefined), undefined);
    assert.equal(meter({}), undefined);
    meter({ input_tokens: 100, output_tokens: 1 });
    meter({ output_tokens: 10 });
    assert.deepEqual(meter({ output_tokens: -4, input_tokens: null })?.tokens.output, 10);
    assert.equal(meter({ output_tokens: 7.5 })?.tokens.input, 100);
  });

  it('is made of numbers that the contract can carry, whatever comes', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...Object.values(usageProtocols))
          .chain((protocol) =>
            fc.tuple(
              fc.constant(protocol),
              fc.array(
                fc.oneof(
                  fc.anything(),
                  fc.dictionary(fc.constantFrom(...Object.keys(protocol.keys)), fc.oneof(fc.double(), fc.anything())),
                ),
              ),
            ),
          ),
        ([protocol, said]) => {
          const meter = createUsageMeter(protocol);
          for (const usage of said) {
            for (const tokens of Object.values(meter(usage)?.tokens ?? {})) {
              assert.ok(Number.isSafeInteger(tokens) && tokens >= 0);
            }
          }
        },
      ),
    );
  });
});
