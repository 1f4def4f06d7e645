import { z } from 'zod';
import { Problem } from '../http/api.js';
import type { EnergyTagRoute } from './routes.js';

/** The OpenAPI 3.1 description of the routes, made from the same table and schemas that serve them. */
export function openApiDocument(routes: readonly EnergyTagRoute[]): object {
    const paths: Record<string, Record<string, object>> = {};
    for (const { method, path, summary, request, answer } of routes) {
        const name = path.replaceAll(/:(\w+)/g, '{$1}');
        const parameters = [
            ...(path.includes(':id') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : []),
            ...(method === 'post' && answer !== undefined && !path.endsWith('/query')
                ? [
                      {
                          name: 'Idempotency-Key',
                          in: 'header',
                          required: true,
                          schema: { type: 'string', maxLength: 200 },
                      },
                  ]
                : []),
        ];
        paths[name] ??= {};
        paths[name][method] = {
            operationId: `${method}${path.replaceAll(/[/:_]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
            summary,
            ...(parameters.length === 0 ? {} : { parameters }),
            ...(request === undefined
                ? {}
                : {
                      requestBody: {
                          required: true,
                          content: { 'application/json': { schema: schemaOf(request, 'input') } },
                      },
                  }),
            responses: {
                ...(answer === undefined ? {} : { [successOf(method, path)]: success(answer) }),
                default: {
                    description: 'what is wrong (RFC 9457)',
                    content: { 'application/problem+json': { schema: schemaOf(Problem, 'output') } },
                },
            },
        };
    }
    return {
        openapi: '3.1.0',
        info: {
            title: 'Linguang in the words of EnergyTag',
            version: '1',
            license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/v1/energytag' }],
        security: [{ bearer: [] }],
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
        paths,
    };
}

function success(answer: z.ZodType): object {
    return { description: 'done', content: { 'application/json': { schema: schemaOf(answer, 'output') } } };
}

function successOf(method: EnergyTagRoute['method'], path: string): '200' | '201' {
    return method === 'post' && !path.endsWith('/query') ? '201' : '200';
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    return rest;
}
