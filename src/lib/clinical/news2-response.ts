/**
 * What follows from a NEWS2 total. Source: RCP NEWS2 (2017), chart 4. The frequencies are those of a hospital ward:
 * in a home or a care home they are for the deploying organisation to set, and are labelled as its policy.
 */
export type News2Risk = 'low' | 'low-medium' | 'medium' | 'high';

export interface News2Response {
  monitoring: string;
  action: string;
  /** Whose rule it is. Shown with it. */
  policy: string;
}

export type Responses = Readonly<Record<News2Risk | 'zero', News2Response>>;

const policy = 'RCP NEWS2 ward guidance. Follow your local policy where it differs.';

export const RCP_RESPONSES: Responses = {
  zero: {
    monitoring: 'At least every 12 hours',
    action: 'Continue routine NEWS monitoring.',
    policy,
  },
  low: {
    monitoring: 'At least every 4 to 6 hours',
    action: 'Inform a registered nurse, who assesses and decides on frequency of monitoring and escalation.',
    policy,
  },
  'low-medium': {
    monitoring: 'At least every hour',
    action:
      'A 3 in a single parameter: the registered nurse informs the medical team, who review and decide on escalation.',
    policy,
  },
  medium: {
    monitoring: 'At least every hour',
    action:
      'Urgent: inform the medical team immediately. Urgent assessment by a clinician with core competencies in acute illness. Think sepsis.',
    policy,
  },
  high: {
    monitoring: 'Continuous',
    action:
      'Emergency: inform at least a specialist registrar. Emergency assessment by a team with critical care competencies.',
    policy,
  },
};
