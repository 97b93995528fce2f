import { ProviderError } from '#kernel';
import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { TodoistApi } from '../todoist-api.js';
import { common } from './parts.js';

/** Only what is used; the answer has more, and some of it only for some plans. */
const Stats = z.object({
  completed_count: z.number(),
  karma: z.number().default(0),
  karma_trend: z.string().default('-'),
  days_items: z.array(z.object({ date: z.string(), total_completed: z.number() })).default([]),
  week_items: z
    .array(z.object({ from: z.string(), to: z.string(), total_completed: z.number() }))
    .default([]),
  goals: z
    .object({
      daily_goal: z.number(),
      weekly_goal: z.number(),
      current_daily_streak: z.object({ count: z.number() }),
      current_weekly_streak: z.object({ count: z.number() }),
    })
    .nullish(),
});

export const statistics = defineAction({
  ...common,
  name: 'statistics',
  description: 'How much the account completed: in all, by day, by week, and against its goals.',
  input: z.strictObject({}),
  output: z.strictObject({
    completed: z.number(),
    karma: z.number(),
    karmaTrend: z.string(),
    days: z.array(z.strictObject({ date: z.string(), completed: z.number() })),
    weeks: z.array(z.strictObject({ from: z.string(), to: z.string(), completed: z.number() })),
    goals: z
      .strictObject({
        daily: z.number(),
        weekly: z.number(),
        dailyStreak: z.number(),
        weeklyStreak: z.number(),
      })
      .nullable(),
  }),
  /** https://developer.todoist.com/api/v1/#tag/User/operation/get_productivity_stats_api_v1_tasks_completed_stats_get */
  run: async session => {
    const { data: answer } = Stats.safeParse(await new TodoistApi(session).get('/tasks/completed/stats'));
    if (!answer) throw new ProviderError('temporary', 'Todoist answered with no statistics.');
    const { goals } = answer;
    return {
      completed: answer.completed_count,
      karma: answer.karma,
      karmaTrend: answer.karma_trend,
      days: answer.days_items.map(({ date, total_completed: completed }) => ({ date, completed })),
      weeks: answer.week_items.map(({ from, to, total_completed: completed }) => ({ from, to, completed })),
      goals: goals
        ? {
            ...{ daily: goals.daily_goal, weekly: goals.weekly_goal },
            dailyStreak: goals.current_daily_streak.count,
            weeklyStreak: goals.current_weekly_streak.count,
          }
        : null,
    };
  },
});
