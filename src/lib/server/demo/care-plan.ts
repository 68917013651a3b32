/** A care plan with its goals and activities; activities carry element ids, so that two people's changes can be merged. */
import type { RecordWriter } from './writer';

export interface PlanOutline {
  title: string;
  since: string;
  by: string;
  goals: readonly string[];
  /** What is to be done and how often. */
  activities: readonly (readonly [what: string, howOften: string])[];
  /** References to the conditions that it is for. */
  addresses?: readonly { reference: string }[];
}

export function writeCarePlan(writer: RecordWriter, plan: PlanOutline): void {
  const goals = plan.goals.map((text) =>
    writer.add('Goal', {
      lifecycleStatus: 'active',
      description: { text },
      subject: writer.subject,
      startDate: plan.since,
      expressedBy: { display: plan.by },
    }),
  );
  writer.add('CarePlan', {
    status: 'active',
    intent: 'plan',
    title: plan.title,
    subject: writer.subject,
    period: { start: plan.since },
    created: plan.since,
    author: { display: plan.by },
    ...(plan.addresses ? { addresses: [...plan.addresses] } : {}),
    goal: goals,
    activity: plan.activities.map(([what, howOften], i) => ({
      id: `a${i + 1}`,
      detail: {
        status: 'in-progress' as const,
        description: what,
        scheduledString: howOften,
      },
    })),
  });
}
