namespace WictzPortal.Models;

/// <summary>What a model does, and so which of the gateway's endpoints serve it.</summary>
public enum ModelKind
{
    Chat,
    Embedding,
    Image,
    Speech,
    Transcription,
    Moderation,
}
