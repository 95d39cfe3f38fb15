"""Messages of a ticket, and the files of customers and agents."""

from functions.api.attachments.routes import AttachmentUseCases
from functions.api.attachments.use_cases import LinkAttachment
from functions.api.http.access import ChooseBrand
from functions.api.messages.routes import MessageUseCases
from functions.api.messages.use_cases import RemoveContent
from functions.api.ticket_resource import ReadTicket
from functions.api.uploads.routes import UploadUseCases
from functions.api.uploads.use_cases import CreateUpload
from functions.api.wiring.ports import ApiPorts


def attachments(ports: ApiPorts) -> AttachmentUseCases:
    return AttachmentUseCases(
        link_attachment=LinkAttachment(
            read_ticket=ReadTicket(tickets=ports.tickets), messages=ports.messages, links=ports.media_links
        )
    )


def messages(ports: ApiPorts) -> MessageUseCases:
    return MessageUseCases(
        remove_content=RemoveContent(
            read_ticket=ReadTicket(tickets=ports.tickets),
            tickets=ports.tickets,
            messages=ports.messages,
            replies=ports.replies,
            texts=ports.texts,
            media=ports.media,
            history=ports.history,
            clock=ports.clock,
        )
    )


def uploads(ports: ApiPorts) -> UploadUseCases:
    return UploadUseCases(
        choose_brand=ChooseBrand(brands=ports.brands),
        create_upload=CreateUpload(forms=ports.upload_forms, new_id=ports.upload_id),
    )
