namespace LocalStack.Telemetry;

/// <summary>A value of the stack with a label.</summary>
internal sealed record LabelledValue(string Name, (string Name, string Value) Label, double Value);
