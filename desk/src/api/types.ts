/** Short names for what the API answers with. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["CallerView"];
export type Ticket = Schemas["TicketView"];
export type Message = Schemas["MessageView"];
export type Attachment = Schemas["AttachmentView"];
export type HistoryEntry = Schemas["HistoryView"];
export type Customer = Schemas["CustomerView"];
export type ReplyOptions = Schemas["ReplyOptionsView"];
export type ReplyRoute = Schemas["ReplyRouteView"];
export type Reply = Schemas["ReplyView"];
export type Brand = Schemas["BrandView"];
export type Incident = Schemas["IncidentView"];
export type IncidentReport = Schemas["IncidentReport"];
export type NotTold = Schemas["NotToldView"];
export type PublicUpdate = Schemas["UpdateView"];
export type Evidence = Schemas["EvidenceView"];
export type Listening = Schemas["ListeningView"];
export type Service = Schemas["ServiceView"];
export type Percentiles = Schemas["PercentilesView"];
export type Agent = Schemas["AgentView"];
export type Note = Schemas["NoteView"];
export type Viewer = Schemas["ViewerView"];
export type Proposal = Schemas["ProposalView"];
export type SavedReply = Schemas["SavedReplyView"];
export type SavedReplyChange = Schemas["SavedReplyChangeView"];
export type Load = Schemas["LoadView"];
export type Holder = Schemas["HolderView"];
export type SavedView = Schemas["SavedViewView"];
export type Part = Schemas["PartView"];
export type Kind = Schemas["KindView"];
export type Counts = Schemas["CountsView"];
export type Arrival = Schemas["ArrivalView"];
export type Switches = Schemas["SwitchesView"];
export type SwitchChange = Schemas["SwitchChangeView"];
export type SwitchSetting = Switches["setting"];
export type Topics = Schemas["TopicsView"];
