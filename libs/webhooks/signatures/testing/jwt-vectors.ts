import type { JSONWebKeySet } from 'jose';
import type { Delivery, SignatureEnvironment } from '../delivery.js';
import type { SignatureScheme } from '../scheme.js';
import { body, deliveryOf, now, sharedSecret, type Vector } from './vector.js';

// H={"alg":"HS256","typ":"JWT"} and P={"iss":"jira","aud":"client-1","iat":1700000000,"exp":1700000900} as base64url;
// printf '%s' "$H.$P" | openssl dgst -sha256 -hmac "$S" -binary | basenc --base64url
export const secretToken =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9' +
  '.eyJpc3MiOiJqaXJhIiwiYXVkIjoiY2xpZW50LTEiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDkwMH0' +
  '.TmPmfvrm-Pgv3vov4nIy652xk9vbm8o3r4g21fsgkq4';

// openssl genrsa 2048; H={"alg":"RS256","typ":"JWT","kid":"k1"}, P={"iss":"https://accounts.google.com","aud":"$U",
// "email":"push@project.iam.gserviceaccount.com","email_verified":true,"iat":1700000000,"exp":1700003600};
// printf '%s' "$H.$P" | openssl dgst -sha256 -sign key -binary | basenc --base64url
export const publishedToken =
  'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0' +
  '.eyJpc3MiOiJodHRwczovL2FjY291bnRzLmdvb2dsZS5jb20iLCJhdWQiOiJodHRwczovL2h1Yi5leGFtcGxlL2hvb2tzL3doa18xMjMiLCJl' +
  'bWFpbCI6InB1c2hAcHJvamVjdC5pYW0uZ3NlcnZpY2VhY2NvdW50LmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJpYXQiOjE3MDAwMDAwMDAs' +
  'ImV4cCI6MTcwMDAwMzYwMH0' +
  '.kOHp5_Mud-YkCVNe0cNx2cJzhlj1iTvZsY0BRwX1untTsFCrCmhNiQ2K_UALlTPGyQ5vlRnnrIgEdfhoqgJFRkfmXJDArmAaOAMyJF2ztz8CKer' +
  'q_YMWbHr3ymEUeZ2DzbYBDquBlT8Gfy77Rg8Eav3c7JxfVjaBXa3Jy4zm1vnmbZSc6TENExFdFD4LzuY2iS9qGJ4D6OZki6v2sAVEAjcT1m7V5QItH' +
  'WM3U3suzPL2IX8Zd32-MRD3dX7a3C4y7MTm5rBJtwXmvIVoSqT65TGcnf-scaxlwzAHfSz2-jAJXf-f98eofOLxAtLxc0XSGo8y93EqGlnzGdsUVFYucA';

export const publishedKeys: JSONWebKeySet = {
  keys: [
    {
      kty: 'RSA',
      kid: 'k1',
      e: 'AQAB',
      n:
        '6Nj3fG9BbsjY_0M4SVgDzpRD6MinqhGdUw1Bo-C5rEl9vjXGG_1wNFCz8pLkSGHczyP1WlBC8b-FbvYBvvwKq-B126GlSYBYIz9L6TzGHokgYj' +
        'Qpk_RuUHH9LO8uJog4J1H6_Ec0l3A0qKatCPqKque7XLzrPvgFTKgqH4On2kYGpj059UBKs7IYTkEEZQNtRAJ7ydXA7nAUcMTmEbE_ERDg6Q_' +
        'VwtZG8LPSLYkVRxVS7XNV_jlz5uinZbu9kmcmpTvkq9MQ6-hc99szVzLQZMxtMMHbJr76MtEL3dHdIexN1zDgY6lL2VlKJalAHMFhznGX_ZJa' +
        'Nra0b3RSiXbbyQ',
    },
  ],
};

export const publishedScheme = {
  kind: 'jwt',
  in: 'bearer',
  keys: { jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs', algorithms: ['RS256'] },
  issuers: ['https://accounts.google.com', 'accounts.google.com'],
  audience: 'url',
  claims: { email_verified: true },
  secretClaim: 'email',
} as const satisfies SignatureScheme;

const tokenInQuery: Delivery = { ...deliveryOf([], body), query: new URLSearchParams({ jwt: secretToken }) };

export const jwtVectors: readonly Vector[] = [
  {
    name: 'F10, JWT by shared secret as bearer (Jira)',
    scheme: { kind: 'jwt', in: 'bearer', keys: 'secret', issuers: ['jira'], audience: { text: 'client-1' } },
    secret: sharedSecret,
    delivery: deliveryOf([['Authorization', `Bearer ${secretToken}`]], body),
    now,
  },
  {
    name: 'F10, JWT by shared secret in the query',
    scheme: { kind: 'jwt', in: { query: 'jwt' }, keys: 'secret' },
    secret: sharedSecret,
    delivery: tokenInQuery,
    now,
  },
  {
    name: 'F10, JWT by published keys as bearer (Gmail over Pub/Sub)',
    scheme: publishedScheme,
    secret: 'push@project.iam.gserviceaccount.com',
    delivery: deliveryOf([['Authorization', `Bearer ${publishedToken}`]], body),
    now,
  },
  {
    name: 'F10, JWT by published keys in the body (Apple, Graph)',
    scheme: { ...publishedScheme, in: { body: ['validationTokens', '*'] } },
    secret: 'push@project.iam.gserviceaccount.com',
    delivery: deliveryOf([], `{"validationTokens":["${publishedToken}","${publishedToken}"]}`),
    now,
  },
];

export const environmentAt = (time: Date): SignatureEnvironment => ({
  now: time,
  keys: () => Promise.resolve(publishedKeys),
});
