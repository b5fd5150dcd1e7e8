export { type Alerts, type NewAlert, type Notify, openAlerts } from './alerts.ts'
