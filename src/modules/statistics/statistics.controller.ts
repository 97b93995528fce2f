import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { EventCounts } from './calendar/event-statistics.js';
import { EmployeeCounts } from './employee-statistics.js';
import { FileCounts } from './file-statistics.js';
import { MessageCounts } from './message-statistics.js';
import {
  EmployeeStatistics,
  EventStatistics,
  FileStatistics,
  FileStatisticsQuery,
  MessageStatistics,
  StatisticsQuery,
  TaskStatistics,
} from './statistics.dto.js';
import { TaskCounts } from './task-statistics.js';

@ApiTags('statistics')
@Controller('v1/organizations/:organizationId/statistics')
export class StatisticsController {
  constructor(
    private readonly taskCounts: TaskCounts,
    private readonly eventCounts: EventCounts,
    private readonly fileCounts: FileCounts,
    private readonly messageCounts: MessageCounts,
    private readonly employeeCounts: EmployeeCounts,
  ) {}

  @Get('tasks')
  @ApiOperation({ summary: 'Tasks by state, container, label and person; overdue; completed by week' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: TaskStatistics })
  tasks(@Query({ schema: StatisticsQuery }) query: StatisticsQuery): Promise<TaskStatistics> {
    return this.taskCounts.of(query);
  }

  @Get('events')
  @ApiOperation({ summary: 'Meetings by week and calendar: how many, how long, with others or alone' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: EventStatistics })
  events(@Query({ schema: StatisticsQuery }) query: StatisticsQuery): Promise<EventStatistics> {
    return this.eventCounts.of(query);
  }

  @Get('files')
  @ApiOperation({ summary: 'Files by type, size and folder; how many nobody changed for long' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: FileStatistics })
  files(@Query({ schema: FileStatisticsQuery }) query: FileStatisticsQuery): Promise<FileStatistics> {
    return this.fileCounts.of(query);
  }

  @Get('messages')
  @ApiOperation({ summary: 'Messages by author, channel and day' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MessageStatistics })
  messages(@Query({ schema: StatisticsQuery }) query: StatisticsQuery): Promise<MessageStatistics> {
    return this.messageCounts.of(query);
  }

  @Get('employees')
  @ApiOperation({
    summary: 'Employees by department, location and status; with a period, who was hired in it',
  })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: EmployeeStatistics })
  employees(@Query({ schema: StatisticsQuery }) query: StatisticsQuery): Promise<EmployeeStatistics> {
    return this.employeeCounts.of(query);
  }
}
