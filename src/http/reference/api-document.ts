import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Injectable } from '@nestjs/common';
import { notFound } from '#kernel';
import { buildDocument } from './build-document.js';

/** The document, built when somebody first asks for it. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private document: OpenAPIObject | undefined;

  describes(app: INestApplication): void {
    this.app = app;
  }

  get(): OpenAPIObject {
    if (!this.app) throw notFound('document');
    return (this.document ??= buildDocument(this.app));
  }
}
