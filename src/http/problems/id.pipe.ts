import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isId, notFound } from '#kernel';

/** Ids in paths are UUIDs; whatever else stands there names nothing. */
@Injectable()
export class IdPipe implements PipeTransform {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    const namesId = type === 'param' && (data === 'id' || data?.endsWith('Id'));
    if (namesId && !isId(value)) throw notFound('resource');
    return value;
  }
}
