// NestJS is ES modules and some of its companions still `require()` it: load it first, once.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
