import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

const chatter = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** The framework's own start-up lines, a hundred of them, say nothing that the route list does not. */
@Injectable()
export class QuietLogger extends Logger {
  override log(message: unknown, ...details: unknown[]): void {
    if (!chatter.has(String(details.at(-1)))) super.log(message, ...details);
  }
}
